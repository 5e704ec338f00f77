// A Virtfleet of one's own for a bench or a test: started as a person would, by its command.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '../run.ts';
import type { Run } from '../state.ts';
import { type Client, signIn } from './client.ts';

export type Instance = {
  url: string;
  /** Where it keeps its state, as seen from here. */
  stateDir: string;
  databaseUrl: string;
  /** What it printed so far. */
  output: () => string;
  tenant(): Promise<Client>;
  admin(): Promise<Client>;
  /** The process of a part: "web", "worker", "postgres". */
  pid(part: string): number;
  /** All parts with their processes, and the command itself as "start", below which they may or may not stand. */
  processes(): Record<string, number>;
  /** As Ctrl-C does; resolves when all has ended. */
  stop(): Promise<void>;
};

export type InstanceOptions = {
  argv: readonly string[];
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** Where it keeps its state, as seen from here. */
  stateDir: string;
  hosts: number;
  limitMs: number;
};

/** Starts it, and waits until sign-in answers 200 and all hosts are up with their images on them. */
export async function startInstance({ argv, cwd, env, stateDir, hosts, limitMs }: InstanceOptions): Promise<Instance> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const from = new Date();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  try {
    const run = await until('npm start', limitMs, async () => {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
      const run = runOf(stateDir);
      return run?.ready && (await isReady(run, hosts, from)) ? run : null;
    });
    const as = (email: string) => signIn(run.url, email, passwordOf(stateDir, email));
    return {
      url: run.url,
      stateDir,
      databaseUrl: run.databaseUrl,
      output: () => output,
      tenant: () => as('tenant@virtfleet.local'),
      admin: () => as('admin@virtfleet.local'),
      pid: (part) => {
        const pid = runOf(stateDir)?.children[part]?.pid;
        if (!pid) throw new Error(`${part} does not run`);
        return pid;
      },
      processes: () => ({
        ...Object.fromEntries(Object.entries(runOf(stateDir)?.children ?? {}).map(([part, { pid }]) => [part, pid])),
        start: child.pid ?? 0,
      }),
      stop: () => stop(child, stateDir),
    };
  } catch (error) {
    await stop(child, stateDir);
    throw error;
  }
}

function runOf(stateDir: string): Run | null {
  const file = join(stateDir, 'run.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** Asked anew, and not of the program that is measured; what a host was in an earlier run doesn't count. */
async function isReady({ url, databaseUrl }: Run, hosts: number, from: Date): Promise<boolean> {
  const answer = await fetch(`${url}/signin`).catch(() => null);
  if (answer?.status !== 200) return false;
  const [row] = await queried<{ up: number }>(
    databaseUrl,
    `SELECT count(*)::int AS up FROM host WHERE state = 'up' AND observed_at > $1
     AND NOT EXISTS (SELECT FROM image i WHERE NOT EXISTS (SELECT FROM image_copy c WHERE c.image_id = i.id AND c.host_id = host.id))`,
    [from],
  );
  return row !== undefined && row.up >= hosts;
}

/** One connection each, kept for a moment: asking again must not cost what is measured. */
const pools = new Map<string, pg.Pool>();

export async function queried<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  let pool = pools.get(databaseUrl);
  if (!pool) {
    pool = new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 5_000, allowExitOnIdle: true });
    // Postgres ends with the installation.
    pool.on('error', () => {});
    pools.set(databaseUrl, pool);
  }
  return (await pool.query<Row>(sql, values)).rows;
}

export const passwordOf = (stateDir: string, email: string): string =>
  JSON.parse(readFileSync(join(stateDir, 'secrets/passwords.json'), 'utf8'))[email];

/** Ctrl-C reaches the supervisor; what stands before it only waits. */
async function stop(child: ChildProcess, stateDir: string) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on('close', resolve));
  const supervisor = runOf(stateDir)?.supervisor.pid;
  if (supervisor) process.kill(supervisor, 'SIGINT');
  else child.kill('SIGTERM');
  await ended;
}
