import { dirname, join } from 'node:path';
import { cacheDir } from './cache.ts';
import { locked } from './lock.ts';
import { type Doing, run, type Say, tryRun } from './run.ts';

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
const aptGet = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
/** A Ctrl-C at the terminal must not reach a dpkg at work: it would leave packages half installed. */
const apart = { env, detached: true };
const install = [...aptGet, '-o', 'Dpkg::Options::=--force-unsafe-io', '--no-install-recommends', 'install'];

/** The release that hosts and images are made of, whatever the machine itself runs. */
export const release = 'bookworm';

/** Which of these Debian packages are not installed. */
export async function missingPackages(names: readonly string[]): Promise<string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const format = '${Package} ${db:Status-Status}\n';
  const { stdout } = await tryRun(['dpkg-query', '-W', '-f', format, ...names], { env });
  return notInstalled(names, stdout);
}

export function notInstalled(names: readonly string[], statusLines: string): string[] {
  const installed = new Set(
    statusLines
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Installs what is missing; without root it says what to type instead. Callers wait for each other, also across processes. */
export async function ensurePackages(names: readonly string[], { say, signal }: Doing): Promise<void> {
  const missing = await missingPackages(names).catch(() => {
    throw new Error(`This machine has no dpkg: a Debian or Ubuntu is needed, with the packages ${names.join(' ')}`);
  });
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(
      `Debian packages are missing. Install them, then try again:\n  sudo apt-get install ${missing.join(' ')}`,
    );
  // apt waits for dpkg's lock, but not for the one of its lists.
  await locked(join(cacheDir(), '.apt.lock'), () => installMissing(names, say), signal);
}

async function installMissing(names: readonly string[], say: Say) {
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  say(`Debian packages: installing ${missing.join(' ')}`);
  const from = Date.now();
  if ((await tryRun([...install, ...missing], apart)).code !== 0) {
    // No lists, or old ones that name versions which are gone.
    await run([...aptGet, 'update'], apart);
    await run([...install, ...missing], apart);
  }
  say(`Debian packages: installed in ${Math.round((Date.now() - from) / 1000)} s`);
}

/**
 * Makes a root folder of packages with all that they depend on. `minbase` is a system to run, `extract` only the files.
 * `hooks` are options of mmdebstrap(1); VIRTFLEET_DEBIAN_MIRROR names another mirror than Debian's own. `onText` hears
 * what apt and dpkg say.
 */
export async function bootstrap(
  options: Doing & {
    dir: string;
    variant: 'minbase' | 'extract';
    packages: readonly string[];
    hooks?: readonly string[];
    onText?: (text: string) => void;
  },
) {
  await ensurePackages(['mmdebstrap', 'debian-archive-keyring'], options);
  const mirror = process.env.VIRTFLEET_DEBIAN_MIRROR;
  // It waits for its own end when it is told to end. As a namespace all of it goes at once, with what it has mounted; and
  // it goes with us, whatever ends us.
  const within =
    process.getuid?.() === 0
      ? ['setpriv', '--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
      : [];
  await run(
    [
      ...within,
      'mmdebstrap',
      `--variant=${options.variant}`,
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=Acquire::Languages "none"',
      '--dpkgopt=force-unsafe-io',
      ...(options.onText ? ['--verbose'] : []),
      ...(options.hooks ?? []),
      `--include=${options.packages.join()}`,
      release,
      options.dir,
      ...(mirror ? [mirror] : []),
    ],
    {
      env: { ...env, TMPDIR: dirname(options.dir) },
      detached: true,
      signal: options.signal,
      killSignal: 'SIGKILL',
      onText: options.onText,
    },
  );
}
