import { newId } from '@virtfleet/contracts/ids';
import type { BulkAction } from '@virtfleet/contracts/list';
import { batchView, pageOperations } from '@virtfleet/db/operation-list';
import { readQuery } from '@virtfleet/domain/search/language';
import { fleetOperationLanguage } from '@virtfleet/domain/search/operations';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorIn, testContext } from '../test-helpers.ts';
import { bulkVms } from './bulk.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

async function setting(host: Parameters<typeof makeHost>[1] = {}) {
  const { id: projectId } = await makeProject(t.db);
  const { id: hostId } = await makeHost(t.db, host);
  const actor = await actorIn(t.db, { [projectId]: 'member' });
  const vm = async (name: string, data: Parameters<typeof makeVm>[1] = {}) => {
    const { id } = await makeVm(t.db, { name, projectId, hostId, ...data });
    return { id, name };
  };
  const bulk = (action: BulkAction, vms: { id: string; name: string }[], more = {}) =>
    bulkVms(testContext(t.db), actor, { projectId, batchId: newId(), action, vms, ...more });
  return { projectId, hostId, actor, vm, bulk };
}

test('each VM is acted on by itself; what can’t be done says why, and holds up none of the others', async () => {
  const { projectId, vm, bulk } = await setting();
  const [runs, stopped, renamed] = [await vm('a'), await vm('b', { powerState: 'stopped' }), await vm('c')];
  const other = await makeVm(t.db, { name: 'theirs' });
  const batchId = newId();
  const vms = [runs, stopped, { id: other.id, name: 'theirs' }, { id: newId(), name: 'gone' }];
  const results = await bulk('stop', vms, { batchId });
  expect(results.map((result) => [result.name, result.ok || result.reason])).toEqual([
    ['a', true],
    ['b', 'It is not running'],
    ['theirs', 'This VM is gone'],
    ['gone', 'This VM is gone'],
  ]);
  expect(await batchView(t.db, projectId, batchId)).toEqual({ byStatus: { pending: 1 }, troubles: [] });
  const [first] = await t.db.operation.findMany({ where: { batchId } });
  expect(first).toMatchObject({ kind: 'vm.stop', vmId: runs.id, projectId });
  const wrong = await bulk('delete', [{ ...renamed, name: 'as it was called before' }]);
  expect(wrong[0]?.ok).toBe(false);
  expect((await bulk('delete', [renamed]))[0]?.ok).toBe(true);
});

test('a viewer changes nothing', async () => {
  const { projectId, vm } = await setting();
  const viewer = await actorIn(t.db, { [projectId]: 'viewer' });
  const vms = [await vm('a')];
  const [result] = await bulkVms(testContext(t.db), viewer, { projectId, batchId: newId(), action: 'stop', vms });
  expect(result?.ok).toBe(false);
  expect(await t.db.operation.count({ where: { projectId } })).toBe(0);
});

test('tags are added and taken away, each VM keeping its others', async () => {
  const { vm, bulk } = await setting();
  const [a, b] = [await vm('a', { tags: ['db'] }), await vm('b')];
  expect((await bulk('addTag', [a, b], { tag: 'prod' })).map(({ ok }) => ok)).toEqual([true, true]);
  await bulk('removeTag', [a], { tag: 'db' });
  const tags = await t.db.vm.findMany({ where: { id: { in: [a.id, b.id] } }, orderBy: { name: 'asc' } });
  expect(tags.map((row) => row.tags)).toEqual([['prod'], ['prod']]);
});

const starts = async (host: Parameters<typeof makeHost>[1]) => {
  const { hostId, vm, bulk } = await setting(host);
  const vms = [];
  for (let i = 0; i < 4; i++) vms.push(await vm(`vm-${i}`, { powerState: 'stopped' }));
  // In two calls, as the browser does it, and the first is taken up in between.
  await bulk('start', vms.slice(0, 2));
  await t.db.operation.updateMany({ where: { hostId }, data: { status: 'done' } });
  await bulk('start', vms.slice(2));
  const rows = await t.db.operation.findMany({ where: { hostId }, orderBy: { seq: 'asc' } });
  return rows.map(({ runAfter }) => runAfter.getTime());
};
const gaps = (times: number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

test('guests that boot without hardware’s help start one after another on their host', async () => {
  for (const gap of gaps(await starts({ virtTypes: ['qemu'] }))) expect(gap).toBeGreaterThanOrEqual(5_000);
});

test('with it they need less room between them, and on a simulated host none', async () => {
  for (const gap of gaps(await starts({ virtTypes: ['qemu', 'kvm'] }))) {
    expect(gap).toBeGreaterThanOrEqual(500);
    expect(gap).toBeLessThan(2_000);
  }
  const simulated = await starts({ virtTypes: ['qemu'], simulated: true });
  expect((simulated.at(-1) ?? 0) - (simulated[0] ?? 0)).toBeLessThan(4_000);
});

test('operations are found by what they did, on what, for whom and how it ended', async () => {
  const { projectId, actor, vm, bulk } = await setting({ name: 'hv-77' });
  const [web, db] = [await vm('web-1'), await vm('db-1')];
  const batchId = newId();
  await bulk('stop', [web, db], { batchId });
  await t.db.operation.updateMany({ where: { vmId: db.id }, data: { status: 'failed', error: 'no space in pool' } });
  const found = async (q: string) => {
    const { clauses, problems } = readQuery(q, fleetOperationLanguage, { now: new Date(), userId: actor.userId });
    expect(problems).toEqual([]);
    const { items, total } = await pageOperations(t.db, { projectId, clauses, limit: 10 });
    expect(total).toBe(items.length);
    return items.map(({ vmName }) => vmName);
  };
  const both = ['db-1', 'web-1'];
  for (const q of ['', 'kind:stop', 'kind:vm.stop', 'host:hv-77', 'by:me', `batch:${batchId}`, 'since:1h', 'vm:*-1'])
    expect(await found(q), q).toEqual(both);
  for (const q of ['status:failed', 'vm:db-1', '-status:pending', '"no space"', 'db'])
    expect(await found(q), q).toEqual(['db-1']);
  for (const q of ['kind:start', 'by:system', '-by:me', 'older:1h', 'project:elsewhere'])
    expect(await found(q), q).toEqual([]);
  expect(await batchView(t.db, projectId, batchId)).toMatchObject({
    byStatus: { pending: 1, failed: 1 },
    troubles: [{ vmName: 'db-1', status: 'failed', error: 'no space in pool' }],
  });
});
