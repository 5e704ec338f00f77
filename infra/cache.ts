import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

/** Outside the clone, so that all clones and all runs share what is dear to build. */
export const cacheDir = () => process.env.VIRTFLEET_CACHE ?? join(homedir(), '.cache', 'virtfleet');

/** The hash of what defines an artefact: texts, and files by their content. */
export function definition(texts: readonly string[], files: readonly string[] = []): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  for (const file of files) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * The artefact `name` as defined by `hash`: made by `build(folder)` unless it is there. It appears whole or not at all,
 * and two processes that want it at once build it once.
 */
export async function cached(name: string, hash: string, build: (dir: string) => Promise<void>): Promise<string> {
  const path = join(cacheDir(), `${name}-${hash}`);
  if (existsSync(path)) return path;
  mkdirSync(cacheDir(), { recursive: true });
  const unlock = await lock(join(cacheDir(), `.${name}.lock`));
  try {
    if (existsSync(path)) return path;
    await sweep(name);
    const work = join(cacheDir(), `.${name}-${hash}.building`);
    mkdirSync(work);
    await build(work);
    renameSync(work, path);
    return path;
  } finally {
    unlock();
  }
}

/** What dead builders left, and artefacts of other definitions that nothing has mounted. */
async function sweep(name: string) {
  const mounts = readFileSync('/proc/mounts', 'utf8');
  for (const entry of readdirSync(cacheDir())) {
    const ours = new RegExp(`^\\.?${name}-[0-9a-f]{16}(\\.building)?$`).test(entry);
    const path = join(cacheDir(), entry);
    if (ours && !mounts.includes(path)) await run(['rm', '-rf', '--one-file-system', path]);
  }
}

/** Held by a `flock` process that ends when our end of its pipe closes: also when we are killed. */
function lock(file: string): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  return new Promise((resolve, reject) => {
    const holder = spawn('flock', [file, 'sh', '-c', 'echo held; cat >/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    holder.on('error', reject);
    holder.on('exit', (code) => reject(new Error(`flock ended with ${code}`)));
    holder.stdout?.once('data', () => resolve(() => holder.stdin?.end()));
  });
}
