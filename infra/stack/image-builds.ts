// Images that take minutes to build, beside an installation that is up: one after the other, each in a child that ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { root } from '../install.mjs';
import type { Say } from '../run.ts';
import { openLog, signalGroup } from './supervise.ts';

export type ImageBuilds = {
  /** Ends what is being built, which leaves nothing behind; after `graceMs`, or when `hurry` says so, by force. */
  stop(graceMs: number, hurry: AbortSignal): Promise<void>;
};

export type ImageBuildsOptions = {
  databaseUrl: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  onStart: (pid: number) => void;
  say: Say;
  /** What builds the image of that name, and says in its row how far it is. */
  argv?: (name: string) => string[];
  /** How soon a person who asks for another try is heard. */
  askAgainMs?: number;
};

/** At the lowest priority: whoever works meanwhile does not feel it. */
const importer = (name: string) => ['nice', '-n', '19', process.execPath, join(root, 'infra/images/import.ts'), name];

/** Builds what waits in `image_import`, and again what failed once somebody asks for it, until nothing is left there. */
export function buildImages(options: ImageBuildsOptions): ImageBuilds {
  const { databaseUrl, say, argv = importer, askAgainMs = 3_000 } = options;
  const stopping = new AbortController();
  let child: ChildProcess | undefined;

  const build = async (pool: pg.Pool, name: string) => {
    say(`image ${name}: building in the background`);
    child = launch(argv(name), options);
    const how = await endOf(child);
    child = undefined;
    if (stopping.signal.aborted) return;
    const failure = how === null ? null : await failureOf(pool, name, `${how}, see ${options.logFile}`);
    say(`image ${name}: ${failure === null ? 'ready' : `not built: ${failure}`}`);
  };
  const work = async () => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 5_000 });
    // Postgres may be away for a while.
    pool.on('error', () => {});
    while (!stopping.signal.aborted) {
      const waiting = await waitingImages(pool).catch(() => null);
      if (waiting?.length === 0) break;
      const next = waiting?.find(({ failure }) => failure === null);
      if (next) await build(pool, next.name).catch((error) => say(`image ${next.name}: ${error}`));
      else await sleep(askAgainMs, null, { signal: stopping.signal }).catch(() => {});
    }
    await pool.end();
  };
  const done = work();
  return {
    async stop(graceMs, hurry) {
      stopping.abort();
      child?.kill('SIGTERM');
      const force = () => child?.pid && signalGroup(child.pid, 'SIGKILL');
      const limit = setTimeout(force, hurry.aborted ? 0 : graceMs);
      hurry.addEventListener('abort', force, { once: true });
      await done;
      clearTimeout(limit);
      hurry.removeEventListener('abort', force);
    },
  };
}

/** In a group of its own, so that a Ctrl-C at the terminal is ours to pass on. It ends when its standard input does: with us. */
function launch([command = '', ...args]: string[], { env, logFile, onStart }: ImageBuildsOptions): ChildProcess {
  const log = openLog(logFile);
  const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ['pipe', log, log] });
  closeSync(log);
  if (child.pid) onStart(child.pid);
  return child;
}

/** Null: it did what it was to do. */
const endOf = (child: ChildProcess) =>
  new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(`its build did not start: ${error.message}`));
    child.on('exit', (code, signal) =>
      resolve(code === 0 ? null : `its build ended (${signal ?? `exit code ${code}`})`),
    );
  });

const waitingImages = async (pool: pg.Pool) =>
  (await pool.query<{ name: string; failure: string | null }>('SELECT name, failure FROM image_import ORDER BY title'))
    .rows;

/** What the build said itself, or `otherwise`, which stands in its row from now on. */
async function failureOf(pool: pg.Pool, name: string, otherwise: string): Promise<string> {
  const { rows } = await pool.query<{ failure: string }>(
    `UPDATE image_import SET failure = coalesce(failure, $2) WHERE name = $1
     RETURNING failure, pg_notify('virtfleet_changes', '[{"kind":"images"}]')`,
    [name, otherwise],
  );
  return rows[0]?.failure ?? otherwise;
}
