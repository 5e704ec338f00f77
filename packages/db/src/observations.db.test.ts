import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nextObservation, observeDomains, observeHostState, observeVm } from './observations.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const running = { state: 'running', reason: 'booted' } as const;
const stopped = { state: 'stopped', reason: 'shutdown' } as const;
const power = async (id: string) => (await database.db.vm.findUniqueOrThrow({ where: { id } })).powerState;

test('a report that is older than what is known never overwrites it', async () => {
  const { db } = database;
  const vm = await makeVm(db);
  const sweep = await nextObservation(db);
  const event = await nextObservation(db);
  expect(await observeVm(db, { hostId: vm.hostId, domainName: vm.domainName }, { seq: event, ...stopped })).toEqual({
    id: vm.id,
    projectId: vm.projectId,
  });
  expect(await observeDomains(db, vm.hostId, sweep, null, [{ uuid: vm.domainUuid, ...running }])).toEqual([]);
  expect(await observeVm(db, { id: vm.id }, { seq: sweep, ...running })).toBeNull();
  expect(await power(vm.id)).toBe('stopped');
});

test('a sweep answers what changed, calls what is missing absent, and leaves what is worked on', async () => {
  const { db } = database;
  const host = await makeHost(db);
  const [same, changed, missing, busy, creating] = await Promise.all([
    makeVm(db, { hostId: host.id }),
    makeVm(db, { hostId: host.id }),
    makeVm(db, { hostId: host.id }),
    makeVm(db, { hostId: host.id }),
    makeVm(db, { hostId: host.id, taskState: 'creating', powerState: 'unknown' }),
  ]);
  await makeOperation(db, { kind: 'vm.stop', vmId: busy.id, status: 'running' });
  const seen = [same, changed, busy].map((vm) => ({ uuid: vm.domainUuid, ...(vm === same ? running : stopped) }));
  const told = await observeDomains(db, host.id, await nextObservation(db), 'boot-1', seen);
  expect(told.map((vm) => vm.id).sort()).toEqual([changed.id, missing.id].sort());
  expect(await Promise.all([same, changed, missing, busy, creating].map((vm) => power(vm.id)))).toEqual([
    'running',
    'stopped',
    'absent',
    'running',
    'unknown',
  ]);
  expect(await observeDomains(db, host.id, await nextObservation(db), 'boot-1', seen)).toEqual([]);
});

test("a host's state keeps its since while it holds", async () => {
  const { db } = database;
  const host = await makeHost(db);
  const since = async () => (await db.host.findUniqueOrThrow({ where: { id: host.id } })).stateSince.getTime();
  expect(await observeHostState(db, host.id, 'unreachable', 'timed out')).toBe(true);
  const first = await since();
  expect(await observeHostState(db, host.id, 'unreachable', 'timed out')).toBe(false);
  expect(await observeHostState(db, host.id, 'unreachable', 'no route')).toBe(true);
  expect(await since()).toBe(first);
});
