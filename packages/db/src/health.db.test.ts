import { readdirSync } from 'node:fs';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, poolCounts } from './client.ts';
import { fleetCounts, healthOf } from './health.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

test('the fleet in numbers', async () => {
  expect(await fleetCounts(t.db)).toEqual({ hosts: {}, operations: {}, vms: {}, oldestPendingS: 0 });
  const vm = await makeVm(t.db, { powerState: 'running' });
  await makeVm(t.db, { powerState: 'stopped', hostId: vm.hostId });
  await makeVm(t.db, { powerState: 'absent', hostId: vm.hostId, deletedAt: new Date() });
  await makeHost(t.db, { state: 'unreachable' });
  const ago = new Date(Date.now() - 60_000);
  await makeOperation(t.db, { kind: 'vm.stop', vmId: vm.id, createdAt: ago, runAfter: ago });
  await makeOperation(t.db, { kind: 'vm.stop', vmId: vm.id, status: 'done' });
  const { oldestPendingS, ...counts } = await fleetCounts(t.db);
  expect(counts).toEqual({
    hosts: { up: 1, unreachable: 1 },
    operations: { pending: 1 },
    vms: { running: 1, stopped: 1 },
  });
  expect(oldestPendingS).toBeGreaterThan(59);
  expect(oldestPendingS).toBeLessThan(90);
});

test('health: in step, behind, further than we know, and away', async () => {
  const folder = new URL('../../../prisma/migrations/', import.meta.url);
  const [newest = ''] = readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort()
    .reverse();
  expect(await healthOf(t.db, newest)).toEqual({ database: true, migrations: 'in step' });
  expect(await healthOf(t.db, '20261124000000_inventory')).toEqual({ database: true, migrations: 'in step' });
  expect(await healthOf(t.db, '29991231000000_to_come')).toEqual({ database: true, migrations: 'behind' });
  const away = createDb('postgresql://nobody@127.0.0.1:1/nothing');
  expect(await healthOf(away, newest)).toEqual({ database: false, migrations: null });
  await away.$disconnect();
});

test('a pool tells how many connections it has, and who waits', async () => {
  expect(poolCounts(t.db)).toMatchObject({ waiting: 0 });
  const busy = Promise.all(Array.from({ length: 12 }, () => t.db.$queryRaw`SELECT pg_sleep(0.2)::text`));
  await expect.poll(() => poolCounts(t.db)).toEqual({ total: 5, idle: 0, waiting: 7 });
  await busy;
});
