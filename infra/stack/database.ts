import { type Postgres, startPostgres } from '../postgres.ts';
import type { Say } from '../run.ts';

export type Database = {
  /** Of the installation's database. */
  url: string;
  stop(): Promise<void>;
};

/** The embedded Postgres, kept running: after a crash it comes back at the same port. */
export async function keepPostgres(options: {
  dir: string;
  logFile: string;
  onStart: (pid: number) => void;
  say: Say;
}): Promise<Database> {
  const { dir, logFile, onStart, say } = options;
  let postgres = await startPostgres({ dir, logFile });
  const { port } = postgres;
  let stopping = false;

  const watch = async (running: Postgres): Promise<void> => {
    onStart(running.pid);
    await running.ended;
    for (let waitMs = 500; !stopping; waitMs = Math.min(2 * waitMs, 30_000)) {
      say(`postgres ended, see ${logFile}; again in ${waitMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (stopping) return;
      const next = await startPostgres({ dir, logFile, port }).catch(() => null);
      if (!next) continue;
      postgres = next;
      return watch(next);
    }
  };
  void watch(postgres);

  return {
    url: Object.assign(new URL(postgres.adminUrl), { pathname: '/virtfleet' }).href,
    async stop() {
      stopping = true;
      await postgres.stop();
    },
  };
}
