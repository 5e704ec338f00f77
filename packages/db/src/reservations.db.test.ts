import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeImageCopy, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectOf } from './access.ts';
import { hostOffers, lockHostOffer, releaseAddresses, releaseReservation, reserve } from './reservations.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const promised = async (hostId: string) => {
  const { vcpus, memoryMib, diskGib } = await t.db.hostReservation.findUniqueOrThrow({ where: { hostId } });
  return { vcpus, memoryMib, diskGib };
};

test('a VM gives back what it was promised, once', async () => {
  const { id: hostId } = await makeHost(t.db);
  await makeVm(t.db, { hostId, vcpus: 2, memoryMib: 512, diskGib: 3 });
  const vm = await makeVm(t.db, { hostId, vcpus: 4, memoryMib: 1024, diskGib: 5 });
  expect(await promised(hostId)).toEqual({ vcpus: 6, memoryMib: 1536, diskGib: 8 });
  const release = () =>
    t.db.$transaction(async (tx) => {
      const released = await releaseReservation(tx, vm);
      await releaseAddresses(tx, vm);
      await tx.vm.update({ where: { id: vm.id }, data: { failure: 'no space in pool' } });
      return released;
    });
  expect(await release()).toBe(true);
  expect(await release()).toBe(false);
  await t.db.vm.update({ where: { id: vm.id }, data: { failure: null, deletedAt: new Date() } });
  expect(await release()).toBe(false);
  expect(await promised(hostId)).toEqual({ vcpus: 2, memoryMib: 512, diskGib: 3 });
  expect(await t.db.port.findMany({ where: { vmId: vm.id } })).toMatchObject([{ address: null }]);
});

test('two releases at the same moment take nothing twice', async () => {
  const { id: hostId } = await makeHost(t.db);
  const vms = await Promise.all([1, 2, 3].map(() => makeVm(t.db, { hostId, vcpus: 1, memoryMib: 128, diskGib: 1 })));
  const release = (vm: { id: string }) =>
    t.db.$transaction(async (tx) => {
      const released = await releaseReservation(tx, vm);
      await tx.vm.update({ where: { id: vm.id }, data: { deletedAt: new Date() } });
      return released;
    });
  const released = await Promise.all([...vms, ...vms.slice(1)].map(release));
  expect(released.filter(Boolean)).toHaveLength(3);
  expect(await promised(hostId)).toEqual({ vcpus: 0, memoryMib: 0, diskGib: 0 });
});

test('a host’s offer says what it has, what it promised, and whether the image is there', async () => {
  const host = await makeHost(t.db, { reservation: undefined });
  const image = await makeImage(t.db);
  await makeImageCopy(t.db, { imageId: image.id, hostId: host.id });
  const locked = await t.db.$transaction(async (tx) => {
    await lockHostOffer(tx, host.id, image.id);
    await reserve(tx, host.id, { vcpus: 1, memoryMib: 2, diskGib: 3 });
    return await lockHostOffer(tx, host.id, image.id);
  });
  expect(locked).toMatchObject({
    pool: 'virtfleet',
    poolPath: host.poolPath,
    offer: { id: host.id, hasImage: true, cpus: 8, reserved: { vcpus: 1, memoryMib: 2, diskGib: 3 } },
  });
  const offers = await hostOffers(t.db, image.id);
  expect(offers.find(({ id }) => id === host.id)).toEqual(locked?.offer);
  expect(offers.filter(({ hasImage }) => hasImage)).toHaveLength(1);
  const none = t.db.$transaction((tx) => lockHostOffer(tx, image.id, image.id));
  expect(await none).toBeNull();
});

test('everything knows its project, and what is not there has none', async () => {
  const vm = await makeVm(t.db);
  const operation = await makeOperation(t.db, { kind: 'vm.start', vmId: vm.id });
  expect(await projectOf(t.db, 'vmId', vm.id)).toBe(vm.projectId);
  expect(await projectOf(t.db, 'operationId', operation.id)).toBe(vm.projectId);
  expect(await projectOf(t.db, 'projectId', vm.projectId)).toBe(vm.projectId);
  for (const by of ['projectId', 'vmId', 'operationId', 'keypairId'] as const)
    expect(await projectOf(t.db, by, vm.imageId)).toBeUndefined();
});
