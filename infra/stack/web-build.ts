// The web, built: a folder for each state of the sources, so that what is being served is never overwritten.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../install.mjs';
import { locked } from '../lock.ts';
import { run, type Say } from '../run.ts';
import { addBrotli } from './brotli.ts';

export const webDir = join(root, 'apps', 'web');
export const nextCli = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
const builds = '.next-builds';

/** Builds what is served, unless that was built before. Answers its folder, as next.config.mjs wants to be told. */
export async function buildWeb({ signal, say }: { signal: AbortSignal; say: Say }): Promise<string> {
  const name = join(builds, sourcesHash());
  const dir = join(webDir, name);
  const done = join(dir, 'complete');
  if (existsSync(done)) return name;
  const build = async () => {
    if (existsSync(done)) return name;
    sweep();
    say('web: building');
    const from = Date.now();
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', VIRTFLEET_WEB_BUILD: name };
    await run([process.execPath, nextCli, 'build'], { cwd: webDir, env, signal });
    await addBrotli(join(dir, 'static'));
    // What would make a next build in the same folder faster: there is none.
    rmSync(join(dir, 'cache'), { recursive: true, force: true });
    writeFileSync(done, '');
    say(`web: built in ${Math.round((Date.now() - from) / 1000)} s`);
    return name;
  };
  return locked(join(webDir, builds, '.lock'), build, signal);
}

/** Of all that goes into a build. Tests do not. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const files = [
    ...['package-lock.json', 'tsconfig.base.json', 'tsconfig.bundler.json'].map((name) => join(root, name)),
    ...['apps/web', 'packages', 'prisma/schema', 'prisma/migrations'].flatMap((name) => sources(join(root, name))),
  ];
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

const made = new Set(['node_modules', 'generated', 'golden', 'next-env.d.ts']);

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter(({ name }) => !made.has(name) && !name.startsWith('.') && !/\.(test\.tsx?|tsbuildinfo)$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? sources(join(dir, entry.name)) : [join(dir, entry.name)]));
}

/** Builds that nobody serves, or is to serve next. */
function sweep() {
  const served = new Set(
    [...environments(), ...currentFile()].flatMap(
      (text) => /(?:^|\0)VIRTFLEET_WEB_BUILD=([^\0\n]*)/.exec(text)?.[1] ?? [],
    ),
  );
  for (const entry of readdirSync(join(webDir, builds)))
    if (!entry.startsWith('.') && entry !== currentName && !served.has(join(builds, entry)))
      rmSync(join(webDir, builds, entry), { recursive: true, force: true });
}

const currentName = 'current.env';

/** Says, as an environment file of systemd, which build the next start is to serve; it is kept until it says another. */
export const serveNext = (build: string) =>
  writeFileSync(join(webDir, builds, currentName), `VIRTFLEET_WEB_BUILD=${build}\n`);

function currentFile(): string[] {
  const file = join(webDir, builds, currentName);
  return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
}

function environments(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/environ`, 'utf8')] : [];
    } catch {
      // It has ended, or is not ours to look at.
      return [];
    }
  });
}
