import { run, type Say, tryRun } from './run.ts';

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', '--no-install-recommends'];
let last: Promise<unknown> = Promise.resolve();

/** Which of these Debian packages are not installed. */
export async function missingPackages(names: readonly string[]): Promise<string[]> {
  const { stdout } = await tryRun(['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\n', ...names], { env });
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')).map((line) => line.split(' ')[0]));
  return names.filter((name) => !installed.has(name));
}

/** Installs what is missing; without root it says what to type instead. Calls in this process wait for each other. */
export function ensurePackages(names: readonly string[], say: Say): Promise<void> {
  const mine = last.then(() => ensure(names, say));
  last = mine.catch(() => {});
  return mine;
}

async function ensure(names: readonly string[], say: Say) {
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`These Debian packages are needed. Install them, then try again:\n  sudo apt-get install ${missing.join(' ')}`);
  say(`Debian packages: installing ${missing.join(' ')}`);
  const from = Date.now();
  const install = ['apt-get', ...options, 'install', ...missing];
  if ((await tryRun(install, { env })).code !== 0) {
    // No lists, or old ones that name versions which are gone.
    await run(['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', 'update'], { env });
    await run(install, { env });
  }
  say(`Debian packages: installed in ${Math.round((Date.now() - from) / 1000)} s`);
}

/** Fetches packages as files, without installing them. */
export async function downloadPackages(names: readonly string[], dir: string) {
  await run(['apt-get', '-q', 'download', ...names], { cwd: dir, env });
}
