import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeImageCopy,
  makeImageImport,
  makeKeypair,
  makeNetwork,
  makeProject,
  makeUser,
  makeVm,
} from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFlavors } from './flavors.ts';
import { listHosts } from './hosts.ts';
import { listImages } from './images.ts';
import { listKeypairs } from './keypairs.ts';
import { listNetworks } from './networks.ts';
import { projectsOf } from './projects.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

test('hosts tell what is reserved and how many VMs they have', async () => {
  const host = await makeHost(t.db, { name: 'b', virtTypes: ['kvm', 'qemu'] });
  await makeHost(t.db, { name: 'a', state: 'unknown', poolCapacityBytes: null });
  await makeVm(t.db, { hostId: host.id, vcpus: 2, memoryMib: 512, diskGib: 3 });
  await makeVm(t.db, { hostId: host.id, deletedAt: new Date() });
  const [a, b] = await listHosts(t.db);
  expect(a).toMatchObject({ name: 'a', state: 'unknown', poolCapacityBytes: null, vmCount: 0, reservedVcpus: 0 });
  expect(b).toMatchObject({
    virtTypes: ['kvm', 'qemu'],
    vmCount: 1,
    reservedVcpus: 3,
    reservedDiskGib: 5,
    poolCapacityBytes: 100 * 2 ** 30,
  });
});

test('networks: those for everyone and the project’s own, with the addresses that are left', async () => {
  const [mine, other] = [await makeProject(t.db), await makeProject(t.db)];
  const lab = await makeNetwork(t.db, {
    name: 'lab',
    subnet: { firstAddress: '10.77.0.10', lastAddress: '10.77.0.19' },
  });
  await makeNetwork(t.db, { name: 'mine', projectId: mine.id });
  await makeNetwork(t.db, { name: 'theirs', projectId: other.id });
  await makeVm(t.db, { networkId: lab.id });
  await makeVm(t.db, { networkId: lab.id });
  const found = await listNetworks(t.db, mine.id);
  expect(found.map(({ name, freeAddresses }) => [name, freeAddresses])).toEqual([
    ['lab', 8],
    ['mine', 90],
  ]);
  expect(found[0]).toEqual({
    id: lab.id,
    name: 'lab',
    kind: 'bridged',
    cidr: '10.77.0.0/24',
    reachedFrom: 'this machine',
    freeAddresses: 8,
  });
});

test('keys of one project, with their type and who added them', async () => {
  const ada = await makeUser(t.db, { name: 'Ada' });
  const key = await makeKeypair(t.db, { userId: ada.id, name: 'laptop' });
  await makeKeypair(t.db);
  const { id, fingerprint, createdAt } = key;
  expect(await listKeypairs(t.db, key.projectId)).toEqual([
    { id, name: 'laptop', type: 'ssh-ed25519', fingerprint, addedBy: 'Ada', createdAt },
  ]);
});

test('flavors by position, images by title', async () => {
  await makeFlavor(t.db, { name: 'large', position: 2 });
  await makeFlavor(t.db, { name: 'small', position: 1 });
  await makeImage(t.db, { title: 'Tiny', state: 'gone' });
  await makeImage(t.db, { title: 'Debian 12', sizeBytes: 3_000_000_000n });
  expect((await listFlavors(t.db)).map(({ name }) => name)).toEqual(['small', 'large']);
  expect((await listImages(t.db)).map(({ title, state, sizeBytes }) => [title, state, sizeBytes])).toEqual([
    ['Debian 12', 'ready', 3_000_000_000],
    ['Tiny', 'gone', 20_000_000],
  ]);
});

test('an image that is being built stands among the others, with how far it is', async () => {
  const host = await makeHost(t.db, { name: 'hv-01' });
  const tiny = await makeImage(t.db, { name: 'tiny', title: 'Tiny' });
  await makeImageCopy(t.db, { imageId: tiny.id, hostId: host.id });
  const debian = await makeImageImport(t.db, {
    name: 'debian-12',
    title: 'Debian 12',
    stage: 'unpacking',
    progress: 0.5,
  });
  await makeImageImport(t.db, { name: 'tiny', title: 'Tiny', failure: 'no space' });
  const [first, second, ...others] = await listImages(t.db);
  expect(first).toMatchObject({ id: debian.id, state: 'importing', sizeBytes: null, copies: [] });
  expect(first?.importing).toEqual({ stage: 'unpacking', progress: 0.5, failure: null });
  expect(second).toMatchObject({ id: tiny.id, state: 'ready', importing: { failure: 'no space' }, copies: ['hv-01'] });
  expect(others).toEqual([]);
});

test('people see the projects that they are in; a fleet admin sees all, as an owner', async () => {
  const [b, a] = [await makeProject(t.db, { name: 'b' }), await makeProject(t.db, { name: 'a' })];
  expect(await projectsOf(t.db, { isAdmin: false, roles: { [b.id]: 'viewer' } })).toEqual([
    { id: b.id, name: 'b', role: 'viewer' },
  ]);
  expect(await projectsOf(t.db, { isAdmin: false, roles: {} })).toEqual([]);
  expect(await projectsOf(t.db, { isAdmin: true, roles: { [b.id]: 'viewer' } })).toEqual([
    { id: a.id, name: 'a', role: 'owner' },
    { id: b.id, name: 'b', role: 'owner' },
  ]);
});
