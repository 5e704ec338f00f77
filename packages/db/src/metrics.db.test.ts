import { type MetricsRange, sparkPoints } from '@virtfleet/contracts/metrics';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Prisma } from './client.ts';
import {
  forgetSamples,
  type MeasuredVm,
  metricsQuery,
  putSamples,
  sparksQuery,
  vmMetrics,
  vmSparks,
} from './metrics.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

const minute = 60_000;
const sample = (vmId: string, agoMs: number, over: Partial<MeasuredVm> = {}): MeasuredVm => ({
  ...{ vmId, agoMs, fine: false, ms: minute, cpuCores: 0.5, memoryUsedMib: 100 },
  ...{ diskReadBps: 1, diskWriteBps: 2, diskReadIops: 3, diskWriteIops: 4, rxBps: 5, txBps: 6 },
  ...over,
});
const each = (count: number, make: (n: number) => MeasuredVm) => Array.from({ length: count }, (_, n) => make(n));
const agesOf = async (vmId: string, range: MetricsRange) =>
  (await vmMetrics(t.db, vmId, range)).samples.map(({ at }) => Math.round((Date.now() - at.getTime()) / 1000));

test('the last hour as it was measured, oldest first, by how long ago it was', async () => {
  const { id } = await makeVm(t.db);
  const ages = [5, 65, 125, 3_500, 3_700].map((s) => s * 1000);
  await putSamples(
    t.db,
    ages.map((ago) => sample(id, ago, { memoryUsedMib: ago === 5_000 ? null : 100 })),
  );
  await putSamples(t.db, [sample(id, 2_000, { fine: true, ms: 2_000, cpuCores: 9 })]);
  const found = await vmMetrics(t.db, id, '1h');
  expect(found.everyMs).toBe(minute);
  expect((await agesOf(id, '1h')).map((age) => Math.round(age / 5) * 5)).toEqual([3_500, 125, 65, 5]);
  const { at, ...last } = found.samples.at(-1) ?? expect.fail();
  expect(at).toBeInstanceOf(Date);
  const { vmId: _, fine: __, ms: ___, agoMs: ____, ...measured } = sample(id, 0, { memoryUsedMib: null });
  expect(last).toEqual(measured);
});

test('what a page watches is apart from the minutes, and of the last five only', async () => {
  const { id } = await makeVm(t.db);
  const fine = each(10, (n) => sample(id, 1_000 + n * 2_000, { fine: true, ms: 2_000 }));
  await putSamples(t.db, [...fine, sample(id, 10_000), sample(id, 301_000, { fine: true, ms: 2_000 })]);
  const { samples, everyMs } = await vmMetrics(t.db, id, 'live');
  expect(everyMs).toBe(2_000);
  expect(samples).toHaveLength(10);
});

test('a day in means of five minutes; where nothing was measured there is nothing', async () => {
  const { id } = await makeVm(t.db);
  const away = (n: number) => n > 300 && n < 360;
  const day = each(1_500, (n) => sample(id, n * minute + 1_000, { cpuCores: n % 2, memoryUsedMib: n % 3 ? 90 : null }));
  await putSamples(
    t.db,
    day.filter((_, n) => !away(n)),
  );
  const { samples, everyMs } = await vmMetrics(t.db, id, '24h');
  expect(everyMs).toBe(5 * minute);
  expect(samples.length).toBeGreaterThan(270);
  expect(samples.length).toBeLessThan(280);
  expect(samples.reduce((sum, { cpuCores }) => sum + cpuCores, 0) / samples.length).toBeCloseTo(0.5, 1);
  // Of guests that tell only now and then.
  expect(new Set(samples.slice(1, -1).map(({ memoryUsedMib }) => memoryUsedMib ?? 90))).toEqual(new Set([90]));
  const steps = samples.slice(1).map(({ at }, n) => at.getTime() - (samples[n]?.at.getTime() ?? 0));
  expect(steps.filter((step) => step > 50 * minute)).toHaveLength(1);
});

test('a host that takes long is asked less often, and its gaps are no gaps', async () => {
  const { id } = await makeVm(t.db);
  await putSamples(
    t.db,
    each(10, (n) => sample(id, n * 180_000 + 1, { ms: 180_000 })),
  );
  expect((await vmMetrics(t.db, id, '1h')).everyMs).toBe(180_000);
});

test('the last hour of many, of one’s own project only', async () => {
  const project = await makeProject(t.db);
  const host = await makeHost(t.db);
  const [busy, quiet] = [
    await makeVm(t.db, { projectId: project.id, hostId: host.id }),
    await makeVm(t.db, { projectId: project.id, hostId: host.id }),
  ];
  const other = await makeVm(t.db, { hostId: host.id });
  await putSamples(t.db, [
    ...each(30, (n) => sample(busy.id, n * minute + 1_000, { cpuCores: n })),
    ...each(10, (n) => sample(other.id, n * minute)),
  ]);
  const sparks = await vmSparks(t.db, project.id, [busy.id, quiet.id, other.id]);
  expect(Object.keys(sparks).sort()).toEqual([busy.id, quiet.id].sort());
  expect(sparks[quiet.id]).toEqual(Array.from({ length: sparkPoints }, () => null));
  expect(sparks[busy.id]).toEqual([
    ...Array.from({ length: 15 }, () => null),
    ...Array.from({ length: 15 }, (_, n) => 28.5 - 2 * n),
  ]);
});

test('after a day it is gone, of what was watched after minutes, and all of what was deleted', async () => {
  const host = await makeHost(t.db);
  const vm = await makeVm(t.db, { hostId: host.id });
  const deleted = await makeVm(t.db, { hostId: host.id, deletedAt: new Date() });
  const elsewhere = await makeVm(t.db);
  const old = 24 * 60 * minute;
  for (const { id } of [vm, deleted, elsewhere])
    await putSamples(t.db, [
      ...[minute, old - minute, old + minute, 2 * old].map((ago) => sample(id, ago)),
      ...[minute, 14 * minute, 16 * minute].map((ago) => sample(id, ago, { fine: true })),
    ]);
  expect(await forgetSamples(t.db, [host.id])).toBe(2 + 1 + 7);
  const left = async (vmId: string) => t.db.vmMetric.count({ where: { vmId } });
  expect([await left(vm.id), await left(deleted.id), await left(elsewhere.id)]).toEqual([4, 0, 7]);
  expect(await forgetSamples(t.db, [host.id])).toBe(0);
});

test('of a large fleet no question reads more than it asks for', async () => {
  const project = await makeProject(t.db);
  const host = await makeHost(t.db);
  const vms = [];
  for (let n = 0; n < 20; n++) vms.push(await makeVm(t.db, { projectId: project.id, hostId: host.id }));
  await t.db.$executeRaw`
    INSERT INTO vm_metric SELECT id, false, now() - make_interval(mins => n), 60000, 0.5, 100, 1, 2, 3, 4, 5, 6
    FROM generate_series(1, 1440) n, (
      SELECT id FROM vm UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 60)) vms`;
  await t.db.$executeRaw`ANALYZE vm_metric`;
  const [first] = vms;
  const queries: [string, Prisma.Sql, number][] = [
    ...(['live', '1h', '24h'] as const).map((range): [string, Prisma.Sql, number] => [
      range,
      metricsQuery(first?.id ?? '', range),
      1_500,
    ]),
    [
      'sparks',
      sparksQuery(
        project.id,
        vms.map(({ id }) => id),
      ),
      1_300,
    ],
  ];
  for (const [name, query, most] of queries) {
    const plan = JSON.stringify(await t.db.$queryRaw`EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) ${query}`);
    expect(plan, name).not.toMatch(/"Seq Scan"[^}]*vm_metric/);
    const rows = [
      ...plan.matchAll(/"Relation Name":"vm_metric"[^}]*?"Actual Rows":([\d.]+)[^}]*?"Actual Loops":(\d+)/g),
    ];
    const read = rows.reduce((sum, [, each, loops]) => sum + Number(each) * Number(loops), 0);
    expect(read, name).toBeLessThanOrEqual(most);
  }
  expect(await forgetSamples(t.db, [host.id])).toBe(20);
}, 60_000);
