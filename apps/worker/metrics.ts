import { createServer, type ServerResponse } from 'node:http';
import { type Db, poolCounts } from '@virtfleet/db/client';
import { fleetCounts, healthOf } from '@virtfleet/db/health';
import type { Log } from '@virtfleet/telemetry/log';
import { type WorkerMetrics, workerMetrics } from '@virtfleet/telemetry/metrics';

type Watched = { db: Db; hosts(): { leased: number; ready: number }; running(): number };

/** Counts from the start; what is asked of the worker itself is asked once there is one. */
export function countWorker(worker: () => Watched | null): WorkerMetrics {
  return workerMetrics({
    hosts: () => worker()?.hosts() ?? { leased: 0, ready: 0 },
    running: () => worker()?.running() ?? 0,
    pool: () => {
      const db = worker()?.db;
      return db ? poolCounts(db) : { total: 0, idle: 0, waiting: 0 };
    },
    fleet: async () => {
      const db = worker()?.db;
      if (!db) throw new Error('not up yet');
      return fleetCounts(db);
    },
  });
}

type Served = { port: number; metrics: WorkerMetrics; worker: () => Watched | null; newestMigration: string; log: Log };

/**
 * Serves /metrics and /healthz on this machine only. Whoever can reach 127.0.0.1 reads them, so nothing in them is a secret.
 * A port that is taken is told to the log, and stops nothing: counting is not what a worker is for.
 */
export function serveMetrics({ port, metrics, worker, newestMigration, log }: Served): { close(): void } {
  const answer = async (path: string | undefined, response: ServerResponse) => {
    if (path === '/metrics') {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    } else if (path === '/healthz') {
      const running = worker();
      const health = running ? await healthOf(running.db, newestMigration) : { database: false, migrations: null };
      const ok = health.database && health.migrations === 'in step';
      const body = JSON.stringify({ ok, ...health, hosts: running?.hosts() ?? null });
      response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' }).end(body);
    } else response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    answer(request.method === 'GET' ? request.url : undefined, response).catch((err) => {
      log.warn({ err }, 'could not tell the metrics');
      response.destroy();
    });
  });
  server.on('error', (err) => log.error({ err, port }, 'metrics are not served'));
  server.listen(port, '127.0.0.1', () => log.info({ port }, 'metrics are served'));
  // They never keep a worker from its end.
  server.unref();
  return {
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
