import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { locked } from './lock.ts';
import { tryRun } from './run.ts';

/** Outside the clone, so that all clones and all runs share what is dear to build. */
export const cacheDir = () => process.env.VIRTFLEET_CACHE ?? join(homedir(), '.cache', 'virtfleet');

/** The hash of what defines an artefact: texts, and files by their content; of a folder, all files below it, by name too. */
export function definition(
  texts: readonly string[],
  files: readonly string[] = [],
  folders: readonly string[] = [],
): string {
  const hash = createHash('sha256');
  const add = (part: string | Buffer) => hash.update(String(part.length)).update('\0').update(part);
  for (const text of texts) add(text);
  for (const file of files) add(readFileSync(file));
  for (const folder of folders)
    for (const file of filesBelow(folder)) {
      add(relative(folder, file));
      add(readFileSync(file));
    }
  return hash.digest('hex').slice(0, 16);
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/**
 * The artefact `name` as defined by `hash`: made by `build(folder)` unless it is there. It appears whole or not at all,
 * and two processes that want it at once build it once.
 */
export async function cached(
  name: string,
  hash: string,
  build: (dir: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<string> {
  const path = join(cacheDir(), `${name}-${hash}`);
  if (existsSync(path)) return path;
  return locked(
    join(cacheDir(), `.${name}.lock`),
    async () => {
      if (existsSync(path)) return path;
      await sweep(name);
      // A name of its own: the children of a killed builder may still write into theirs.
      const work = join(cacheDir(), `.${name}-${hash}.${randomBytes(4).toString('hex')}`);
      mkdirSync(work);
      try {
        await build(work);
        renameSync(work, path);
      } catch (error) {
        await remove(work);
        throw error;
      }
      return path;
    },
    signal,
  );
}

/** What dead builders left, and artefacts of other definitions that nothing has mounted. */
async function sweep(name: string) {
  const mounts = allMounts();
  for (const entry of readdirSync(cacheDir()))
    if (isArtefactOf(name, entry) && !mounts.includes(join(cacheDir(), entry))) await remove(join(cacheDir(), entry));
}

/** Empties the cache, save for what a running lab has mounted. Answers what stays. */
export async function clearCache(): Promise<string[]> {
  const dir = cacheDir();
  if (!existsSync(dir)) return [];
  const mounts = allMounts();
  const entries = readdirSync(dir).map((entry) => join(dir, entry));
  const used = entries.filter((path) => mounts.includes(path));
  for (const path of entries) if (!used.includes(path)) await remove(path);
  if (used.length === 0) await remove(dir);
  return used;
}

export const isArtefactOf = (name: string, entry: string): boolean => {
  const rest = entry.replace(/^\./, '');
  return rest.startsWith(`${name}-`) && /^[0-9a-f]{16}(\.[0-9a-f]{8})?$/.test(rest.slice(name.length + 1));
};

/** Best effort: what can't go now, such as a folder with something mounted in it, goes another time. */
const remove = (path: string) => tryRun(['rm', '-rf', '--one-file-system', path]);

/** The mounts of every mount namespace: a running lab's hosts have theirs to themselves. */
function allMounts(): string {
  const seen = new Set<string>();
  let text = '';
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const namespace = readlinkSync(`/proc/${pid}/ns/mnt`);
      if (seen.has(namespace)) continue;
      text += readFileSync(`/proc/${pid}/mountinfo`, 'utf8');
      seen.add(namespace);
    } catch {
      // That process has ended, or is not ours to look at.
    }
  return text;
}
