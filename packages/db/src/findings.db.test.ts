import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isNews, listFindings, putFindings, unknownOf } from './findings.ts';
import { nextObservation, observeHost, type SeenHost } from './observations.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

const foreign = (name: string) => ({ kind: 'foreign_domain', name, detail: null }) as const;
const orphanVolume = { kind: 'orphan_volume', name: 'vol-1.qcow2', detail: null } as const;
const told = async (hostId: string) =>
  ((await listFindings(t.db)).get(hostId)?.findings ?? []).map(({ kind, name }) => `${kind} ${name}`);

const facts: SeenHost = {
  ...{ bootId: 'b', arch: 'x86_64', libvirtVersion: '9.0.0', qemuVersion: '7.2.0', cpuModel: 'c', cpus: 1 },
  ...{ memoryMib: 1, virtTypes: [], poolPath: '/p', poolCapacityBytes: 1, poolAvailableBytes: 1, networks: [] },
};

test('a sweep replaces what earlier ones found; one that was overtaken writes nothing', async () => {
  const { id } = await makeHost(t.db);
  const [first, late, newer] = [await nextObservation(t.db), await nextObservation(t.db), await nextObservation(t.db)];
  expect(await putFindings(t.db, id, first, [foreign('web'), foreign('db')], [])).toEqual({ changed: true, any: true });
  await observeHost(t.db, id, newer, facts);
  expect(await putFindings(t.db, id, newer, [foreign('db')], [])).toEqual({ changed: true, any: true });
  expect(await putFindings(t.db, id, late, [foreign('web'), foreign('db')], [])).toBeNull();
  expect(await told(id)).toEqual(['foreign_domain db']);
  const again = await nextObservation(t.db);
  expect(await putFindings(t.db, id, again, [foreign('db')], [])).toEqual({ changed: false, any: true });
});

test('a pool that does not tell its volumes keeps those that were found', async () => {
  const { id } = await makeHost(t.db);
  const sweep = async (volumes: (typeof orphanVolume)[] | null) =>
    putFindings(t.db, id, await nextObservation(t.db), [], volumes);
  await sweep([orphanVolume]);
  await sweep(null);
  expect(await told(id)).toEqual(['orphan_volume vol-1.qcow2']);
  expect(await sweep([])).toEqual({ changed: true, any: false });
  expect(await told(id)).toEqual([]);
});

test('a VM is missing when the host does not have it and nobody works on it; not once it is deleted', async () => {
  const host = await makeHost(t.db);
  const absent = { hostId: host.id, powerState: 'absent' } as const;
  const missing = await makeVm(t.db, absent);
  const busy = await makeVm(t.db, absent);
  await makeOperation(t.db, { kind: 'vm.start', vmId: busy.id, status: 'running' });
  await makeVm(t.db, { ...absent, failure: 'no space' });
  await makeVm(t.db, { ...absent, taskState: 'creating' });
  await makeVm(t.db, { ...absent, deletedAt: new Date() });
  const project = await t.db.project.findUniqueOrThrow({ where: { id: missing.projectId } });
  await putFindings(t.db, host.id, await nextObservation(t.db), [foreign('a')], [orphanVolume]);
  const { findings, findingCount } = (await listFindings(t.db)).get(host.id) ?? {};
  expect(findingCount).toBe(3);
  expect(findings?.map(({ kind }) => kind)).toEqual(['missing_domain', 'orphan_volume', 'foreign_domain']);
  expect(findings?.[0]).toMatchObject({ name: missing.domainName, detail: `${project.name}/${missing.name}` });
  await t.db.vm.update({ where: { id: missing.id }, data: { deletedAt: new Date() } });
  expect((await listFindings(t.db)).get(host.id)?.findingCount).toBe(2);
});

test('of many only the first are listed, and all are counted', async () => {
  const { id } = await makeHost(t.db);
  const many = Array.from({ length: 70 }, (_, n) => foreign(`d${n}`));
  await putFindings(t.db, id, await nextObservation(t.db), many, [orphanVolume]);
  const found = (await listFindings(t.db)).get(id);
  expect(found).toMatchObject({ findingCount: 71, findings: { length: 50, 0: { kind: 'orphan_volume' } } });
});

test('what no row knows: domains by uuid, volumes and seeds by name, of this host alone', async () => {
  const vm = await makeVm(t.db);
  const elsewhere = await makeVm(t.db);
  const gone = await makeVm(t.db, { hostId: vm.hostId, deletedAt: new Date() });
  const volume = await t.db.volume.findFirstOrThrow({ where: { vmId: vm.id } });
  const unknown = await unknownOf(t.db, vm.hostId, {
    uuids: [vm.domainUuid, elsewhere.domainUuid, gone.domainUuid],
    volumeNames: [volume.volumeName ?? '', 'vol-x.qcow2'],
  });
  expect(unknown).toEqual({ uuids: [elsewhere.domainUuid, gone.domainUuid], volumeNames: ['vol-x.qcow2'] });
});

test('a domain is news when it is not as its row says, until that is told', async () => {
  const vm = await makeVm(t.db);
  const news = (name: string, present: boolean) => isNews(t.db, vm.hostId, name, present);
  expect(await Promise.all([news(vm.domainName, true), news(vm.domainName, false)])).toEqual([false, true]);
  expect(await Promise.all([news('web', true), news('web', false)])).toEqual([true, false]);
  await putFindings(t.db, vm.hostId, await nextObservation(t.db), [foreign('web')], []);
  expect(await Promise.all([news('web', true), news('web', false)])).toEqual([false, true]);
  await t.db.vm.update({ where: { id: vm.id }, data: { taskState: 'deleting' } });
  expect(await news(vm.domainName, false)).toBe(false);
});
