import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImageCopy, makeInstallation, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadVmSpec, recordVmFiles, vmFiles } from './vm-spec.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await makeInstallation(database.db);
});
afterEach(() => database.drop());

test('tells a host all that one VM needs, by our own names and in the host’s pool', async () => {
  const { db } = database;
  const host = await makeHost(db, { virtTypes: ['kvm', 'qemu'], poolPath: '/srv/pool' });
  const vm = await makeVm(db, { hostId: host.id, address: '10.77.0.42' });
  await db.volume.updateMany({ data: { path: null } });
  await db.vmKeypair.create({ data: { vmId: vm.id, position: 0, name: 'laptop', publicKey: 'ssh-ed25519 AAAA' } });
  const spec = await loadVmSpec(db, vm.id);
  expect(spec).toMatchObject({
    domainName: `vf-${vm.id}`,
    domainUuid: vm.id,
    virtType: 'kvm',
    seed: { path: `/srv/pool/seed-${vm.id}.iso` },
    nics: [{ libvirtNetwork: 'virtfleet', address: { address: '10.77.0.42', prefixLength: 24, gateway: '10.77.0.1' } }],
    bootstrap: { hostname: vm.name, publicKeys: ['ssh-ed25519 AAAA'], userData: null },
    guestAbi: null,
  });
  expect(spec.volumes).toMatchObject([{ path: `/srv/pool/vol-${vm.id}.qcow2`, sizeGib: 2, backing: null }]);

  const copy = await makeImageCopy(db, { imageId: vm.imageId, hostId: host.id });
  expect((await loadVmSpec(db, vm.id)).volumes[0]?.backing).toEqual({ path: copy.path, format: 'qcow2' });
});

test('a volume lies on the copy that it was made on, whatever is recorded later', async () => {
  const { db } = database;
  const vm = await makeVm(db);
  const spec = await loadVmSpec(db, vm.id);
  for (let repeat = 0; repeat < 2; repeat++) await recordVmFiles(db, spec, vm.hostId, '/pool/img-old.qcow2');
  await makeImageCopy(db, { imageId: vm.imageId, hostId: vm.hostId });
  expect((await loadVmSpec(db, vm.id)).volumes[0]?.backing?.path).toBe('/pool/img-old.qcow2');
  expect((await vmFiles(db, vm.id)).volumeNames.sort()).toEqual([`seed-${vm.id}.iso`, `vol-${vm.id}.qcow2`].sort());
});

test('a host that has not told where its pool lies gets no VM', async () => {
  const host = await makeHost(database.db, { poolPath: null });
  const vm = await makeVm(database.db, { hostId: host.id });
  await expect(loadVmSpec(database.db, vm.id)).rejects.toMatchObject({ code: 'host_unreachable' });
});
