import { once } from 'node:events';
import { createServer } from 'node:http';
import { createDb } from '@virtfleet/db/client';
import { createLog } from '@virtfleet/telemetry/log';
import { expect, test } from 'vitest';
import { countWorker, serveMetrics } from './metrics.ts';

const lines: string[] = [];
const log = createLog('test', { write: (line) => void lines.push(line) });

/** Somebody listens on a port of 127.0.0.1 that was free. */
async function held() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, free: () => once(server.close(), 'close') };
}

test('a worker tells how it is while it starts, while its database is away, and nothing once it is closed', async () => {
  // Nothing listens there.
  const db = createDb('postgresql://nobody@127.0.0.1:1/nothing');
  let up = false;
  const worker = () => (up ? { db, hosts: () => ({ leased: 2, ready: 1 }), running: () => 3 } : null);
  const metrics = countWorker(worker);
  const { port, free } = await held();
  await free();
  const served = serveMetrics({ port, metrics, worker, newestMigration: '1_first', log });
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return { status: response.status, text: await response.text() };
  };
  try {
    await expect.poll(() => get('/healthz').catch(() => null)).toMatchObject({ status: 503 });
    up = true;
    metrics.operation('vm.create', 'done', 1_000);
    const { status, text } = await get('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('virtfleet_database_up 0');
    expect(text).toContain('virtfleet_worker_running_operations 3');
    expect(text).toContain('virtfleet_operation_duration_seconds_count{kind="vm.create",status="done"} 1');
    const health = await get('/healthz');
    expect(health.status).toBe(503);
    expect(JSON.parse(health.text)).toEqual({
      ok: false,
      database: false,
      migrations: null,
      hosts: { leased: 2, ready: 1 },
    });
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(404);
  } finally {
    served.close();
    await db.$disconnect();
  }
  await expect(get('/metrics')).rejects.toThrow();
});

test('a port that is taken is told to the log, and breaks nothing', async () => {
  const { port, free } = await held();
  const metrics = countWorker(() => null);
  const served = serveMetrics({ port, metrics, worker: () => null, newestMigration: '', log });
  await expect.poll(() => lines.join('')).toContain('metrics are not served');
  served.close();
  await free();
});
