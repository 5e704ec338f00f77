import { VirtfleetError } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import { listen } from '@virtfleet/db/notify';
import { openSecret } from '@virtfleet/db/secrets';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeImageCopy,
  makeKeypair,
  makeNetwork,
  makeProject,
  makeVm,
} from '@virtfleet/testing/factories';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { actorIn, createVm, failure, testContext } from '../test-helpers.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

/** A project with all that a VM needs, and a form that asks for one. */
async function setting() {
  const ctx = testContext(t.db);
  const project = await makeProject(t.db);
  const actor = await actorIn(t.db, { [project.id]: 'member' });
  const [host, flavor, image, network, keypair] = await Promise.all([
    makeHost(t.db, { name: 'lab-1' }),
    makeFlavor(t.db, { vcpus: 1, memoryMib: 256, diskGib: 1 }),
    makeImage(t.db),
    makeNetwork(t.db),
    makeKeypair(t.db, { projectId: project.id }),
  ]);
  const form = (change: Partial<CreateVmInput> = {}): CreateVmInput => ({
    projectId: project.id,
    requestId: newId(),
    name: 'web-01',
    flavorId: flavor.id,
    imageId: image.id,
    networkId: network.id,
    diskGib: 2,
    loginUser: 'ada',
    keypairIds: [keypair.id],
    userData: '',
    custom: null,
    start: true,
    ...change,
  });
  return { ctx, project, actor, host, flavor, image, network, keypair, form };
}

/** What a refused create must leave as it was. */
async function rowCounts() {
  const [vms, volumes, ports, files, keys, secrets, operations, reserved] = await Promise.all([
    t.db.vm.count(),
    t.db.volume.count(),
    t.db.port.count(),
    t.db.vmFile.count(),
    t.db.vmKeypair.count(),
    t.db.secret.count(),
    t.db.operation.count(),
    t.db.hostReservation.findMany({ orderBy: { hostId: 'asc' } }),
  ]);
  return { vms, volumes, ports, files, keys, secrets, operations, reserved };
}

describe('a create', () => {
  test('makes every row at once, and the operation that a worker will claim', async () => {
    const { ctx, actor, project, host, flavor, image, network, keypair, form } = await setting();
    const second = await makeKeypair(t.db, { projectId: project.id });
    const userData = '#cloud-config\nruncmd:\n  - echo "geheim" > /root/x\n';
    const { vmId, operationId } = await createVm(ctx, actor, form({ userData, keypairIds: [second.id, keypair.id] }));

    const vm = await t.db.vm.findUniqueOrThrow({
      where: { id: vmId },
      include: { volumes: true, files: true, ports: true, keypairs: { orderBy: { position: 'asc' } } },
    });
    expect(vm).toMatchObject({
      name: 'web-01',
      projectId: project.id,
      createdById: actor.userId,
      hostId: host.id,
      vcpus: 1,
      memoryMib: 256,
      loginUser: 'ada',
      taskState: 'creating',
      wantedPower: 'on',
      powerState: 'unknown',
      failure: null,
      domainName: `vf-${vmId}`,
      domainUuid: vmId,
      placement: [
        { host: 'lab-1', verdict: 'chosen', reasons: expect.arrayContaining(['the image must be copied first']) },
      ],
    });
    const [volume] = vm.volumes;
    expect(vm.volumes).toHaveLength(1);
    expect(volume).toMatchObject({
      position: 0,
      sizeGib: 2,
      imageId: image.id,
      hostId: host.id,
      pool: 'virtfleet',
      volumeName: `vol-${volume?.id}.qcow2`,
      path: `${host.poolPath}/vol-${volume?.id}.qcow2`,
    });
    expect(vm.files).toMatchObject([{ kind: 'seed', hostId: host.id, volumeName: `seed-${vmId}.iso` }]);
    expect(vm.ports).toMatchObject([
      {
        position: 0,
        networkId: network.id,
        address: '10.77.0.10',
        mac: expect.stringMatching(/^52:54:00(:[0-9a-f]{2}){3}$/),
      },
    ]);
    expect(vm.keypairs.map(({ name, publicKey }) => ({ name, publicKey }))).toEqual(
      [second, keypair].map(({ name, publicKey }) => ({ name, publicKey })),
    );
    expect(await t.db.hostReservation.findUnique({ where: { hostId: host.id } })).toMatchObject({
      vcpus: flavor.vcpus,
      memoryMib: flavor.memoryMib,
      diskGib: 2,
    });
    expect(await t.db.operation.findUniqueOrThrow({ where: { id: operationId } })).toMatchObject({
      kind: 'vm.create',
      input: { vmId },
      hostId: host.id,
      subject: `vm:${vmId}`,
      vmId,
      projectId: project.id,
      userId: actor.userId,
      status: 'pending',
    });
    const secret = await t.db.secret.findUniqueOrThrow({ where: { id: vm.userDataId ?? '' } });
    expect(Buffer.from(secret.sealed).includes('geheim')).toBe(false);
    expect(await openSecret(t.db, ctx.keyring, secret.id)).toBe(userData);
  });

  test('goes where the image is when hosts are alike', async () => {
    const { ctx, actor, image, form } = await setting();
    const other = await makeHost(t.db, { name: 'lab-2' });
    await makeImageCopy(t.db, { imageId: image.id, hostId: other.id });
    const { vmId } = await createVm(ctx, actor, form());
    expect((await t.db.vm.findUniqueOrThrow({ where: { id: vmId } })).hostId).toBe(other.id);
  });

  test('takes no address on a network without a subnet of ours', async () => {
    const { ctx, actor, network, form } = await setting();
    await t.db.subnet.deleteMany({ where: { networkId: network.id } });
    const { vmId } = await createVm(ctx, actor, form());
    expect(await t.db.port.findMany({ where: { vmId } })).toMatchObject([{ address: null, subnetId: null }]);
  });

  test('takes the name of a VM that was deleted', async () => {
    const { ctx, actor, project, form } = await setting();
    await makeVm(t.db, { projectId: project.id, name: 'web-01', deletedAt: new Date() });
    await expect(createVm(ctx, actor, form())).resolves.toBeTruthy();
  });
});

test('worker, tenants and admins are told once it is committed', async () => {
  const { ctx, actor, project, host, form } = await setting();
  const [onWork, onChanges] = [vi.fn(), vi.fn()];
  const listener = await listen(t.url, { onWork, onChanges });
  try {
    const { vmId, operationId } = await createVm(ctx, actor, form());
    await vi.waitFor(() => expect(onChanges).toHaveBeenCalledTimes(1));
    expect(onWork.mock.calls).toEqual([[host.id]]);
    expect(onChanges.mock.calls.flat(2)).toEqual([
      { kind: 'vms', id: vmId, projectId: project.id },
      { kind: 'operations', id: operationId, projectId: project.id },
      { kind: 'hosts', id: host.id },
    ]);
  } finally {
    await listener.close();
  }
});

describe('sent twice', () => {
  test('one after the other: the same VM', async () => {
    const { ctx, actor, form } = await setting();
    const input = form();
    const first = await createVm(ctx, actor, input);
    const before = await rowCounts();
    expect(await createVm(ctx, actor, input)).toEqual(first);
    expect(await rowCounts()).toEqual(before);
  });

  test('at the same moment: the same VM', async () => {
    const { ctx, actor, form } = await setting();
    const input = form({ userData: '#cloud-config\nruncmd: ["true"]\n' });
    const answers = await Promise.all(Array.from({ length: 4 }, () => createVm(ctx, actor, input)));
    expect(new Set(answers.map(({ vmId }) => vmId)).size).toBe(1);
    expect(await rowCounts()).toMatchObject({
      vms: 1,
      volumes: 1,
      ports: 1,
      files: 1,
      keys: 1,
      secrets: 1,
      operations: 1,
    });
  });

  test('with another name, or by someone else: refused', async () => {
    const { ctx, actor, project, form } = await setting();
    const input = form();
    await createVm(ctx, actor, input);
    expect(await failure(createVm(ctx, actor, { ...input, name: 'web-02' }))).toMatchObject({ code: 'invalid_input' });
    const other = await actorIn(t.db, { [project.id]: 'member' });
    expect(await failure(createVm(ctx, other, input))).toMatchObject({ code: 'invalid_input' });
    expect(await t.db.vm.count()).toBe(1);
  });
});

describe('refused, with nothing left behind', () => {
  type Setting = Awaited<ReturnType<typeof setting>>;
  const table: [
    string,
    { code: string; field?: string },
    (s: Setting) => Partial<CreateVmInput> | Promise<Partial<CreateVmInput>>,
  ][] = [
    [
      'a name that is taken',
      { code: 'name_taken', field: 'name' },
      async ({ project, host }) => {
        await makeVm(t.db, { projectId: project.id, hostId: host.id, name: 'web-01' });
        return {};
      },
    ],
    ['a flavor that is gone', { code: 'invalid_input', field: 'flavorId' }, () => ({ flavorId: newId() })],
    ['an image that never was', { code: 'image_gone', field: 'imageId' }, () => ({ imageId: newId() })],
    [
      'an image that is gone',
      { code: 'image_gone', field: 'imageId' },
      async ({ image }) => {
        await t.db.image.update({ where: { id: image.id }, data: { state: 'gone' } });
        return {};
      },
    ],
    ['a network that is gone', { code: 'invalid_input', field: 'networkId' }, () => ({ networkId: newId() })],
    [
      'another project’s network',
      { code: 'invalid_input', field: 'networkId' },
      async () => ({ networkId: (await makeNetwork(t.db, { projectId: (await makeProject(t.db)).id })).id }),
    ],
    ['a key that is gone', { code: 'invalid_input', field: 'keypairIds' }, () => ({ keypairIds: [newId()] })],
    [
      'another project’s key',
      { code: 'invalid_input', field: 'keypairIds' },
      async ({ keypair }) => ({ keypairIds: [keypair.id, (await makeKeypair(t.db)).id] }),
    ],
    [
      'less memory than the image needs',
      { code: 'invalid_input', field: 'flavorId' },
      async () => ({ imageId: (await makeImage(t.db, { minMemoryMib: 512 })).id }),
    ],
    [
      'a smaller disk than the flavor’s',
      { code: 'invalid_input', field: 'diskGib' },
      async () => ({ flavorId: (await makeFlavor(t.db, { diskGib: 3 })).id }),
    ],
    [
      'a smaller disk than the image needs',
      { code: 'invalid_input', field: 'diskGib' },
      async () => ({ imageId: (await makeImage(t.db, { minDiskGib: 3 })).id }),
    ],
    [
      'a smaller disk than the image is',
      { code: 'invalid_input', field: 'diskGib' },
      async () => ({ imageId: (await makeImage(t.db, { virtualSizeBytes: 2n * 2n ** 30n + 1n })).id }),
    ],
    [
      'more than any host has',
      { code: 'no_valid_host' },
      async () => ({ flavorId: (await makeFlavor(t.db, { vcpus: 9 })).id }),
    ],
    [
      'no address left',
      { code: 'no_free_address', field: 'networkId' },
      async () => ({
        networkId: (await makeNetwork(t.db, { subnet: { firstAddress: '10.77.0.1', lastAddress: '10.77.0.1' } })).id,
      }),
    ],
  ];
  test.each(table)('%s', async (_, want, arrange) => {
    const s = await setting();
    const change = await arrange(s);
    const before = await rowCounts();
    const error = await failure(createVm(s.ctx, s.actor, s.form({ userData: '#cloud-config\n', ...change })));
    expect(error).toMatchObject(want);
    expect(error.field).toBe(want.field);
    expect(await rowCounts()).toEqual(before);
  });

  test.each([
    [
      { failure: 'no space in pool', powerState: 'unknown' },
      /could not be created and still holds the name. Delete it/,
    ],
    [{ failure: 'no space in pool', taskState: 'deleting' }, /still being deleted/],
    [{}, /already/],
  ] as const)('a taken name says how it can be had: %o', async (vm, words) => {
    const { ctx, actor, project, host, form } = await setting();
    await makeVm(t.db, { projectId: project.id, hostId: host.id, name: 'web-01', ...vm });
    expect((await failure(createVm(ctx, actor, form()))).message).toMatch(words);
  });

  test('no host: each one says why', async () => {
    const { ctx, actor, form } = await setting();
    await makeHost(t.db, { name: 'lab-2', state: 'unreachable' });
    await t.db.host.updateMany({ where: { name: 'lab-1' }, data: { memoryMib: 600 } });
    expect((await failure(createVm(ctx, actor, form()))).data).toEqual([
      { host: 'lab-1', verdict: 'rejected', score: null, reasons: ['88 MiB of memory free, 256 MiB asked for'] },
      { host: 'lab-2', verdict: 'rejected', score: null, reasons: ['unreachable'] },
    ]);
  });

  test('a stranger and a viewer', async () => {
    const { ctx, project, form } = await setting();
    const before = await rowCounts();
    expect(await failure(createVm(ctx, await actorIn(t.db, {}), form()))).toMatchObject({ code: 'not_found' });
    const viewer = await actorIn(t.db, { [project.id]: 'viewer' });
    expect(await failure(createVm(ctx, viewer, form()))).toMatchObject({ code: 'read_only' });
    expect(await rowCounts()).toEqual(before);
  });
});

describe('twenty at once', () => {
  test('never promise a host more than it has, and use all of it', async () => {
    const { ctx, actor, form } = await setting();
    // Each takes 512 MiB, and a host keeps 512 for itself: five fit on each of two.
    await t.db.host.updateMany({ data: { memoryMib: 512 + 5 * 512 + 100 } });
    await makeHost(t.db, { name: 'lab-2', memoryMib: 512 + 5 * 512 + 100 });
    const flavorId = (await makeFlavor(t.db, { memoryMib: 512 })).id;
    const names = Array.from({ length: 20 }, (_, i) => `vm-${i}`);
    const outcomes = await Promise.allSettled(names.map((name) => createVm(ctx, actor, form({ name, flavorId }))));
    const made = outcomes.filter(({ status }) => status === 'fulfilled');
    const refused = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason] : []));
    expect(made).toHaveLength(10);
    for (const error of refused) expect(error).toMatchObject({ code: 'no_valid_host' });
    const reservations = await t.db.hostReservation.findMany();
    expect(reservations.map(({ memoryMib }) => memoryMib)).toEqual([2560, 2560]);
    expect(await t.db.vm.count()).toBe(10);
    const addresses = (await t.db.port.findMany()).map(({ address }) => address);
    expect(new Set(addresses).size).toBe(10);
  });

  test('never give an address twice, and use all of them', async () => {
    const { ctx, actor, form } = await setting();
    await makeHost(t.db, { name: 'lab-2' });
    const network = await makeNetwork(t.db, { subnet: { firstAddress: '10.77.0.1', lastAddress: '10.77.0.8' } });
    const names = Array.from({ length: 20 }, (_, i) => `vm-${i}`);
    const outcomes = await Promise.allSettled(
      names.map((name) => createVm(ctx, actor, form({ name, networkId: network.id }))),
    );
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'no_free_address' });
    // 10.77.0.1 is the gateway.
    const addresses = (await t.db.port.findMany()).map(({ address }) => address).sort();
    expect(addresses).toEqual([2, 3, 4, 5, 6, 7, 8].map((n) => `10.77.0.${n}`));
    const promised = await t.db.hostReservation.aggregate({ _sum: { vcpus: true } });
    expect(promised._sum.vcpus).toBe(7);
  });
});

test('what breaks in the middle leaves nothing behind either', async () => {
  const { ctx, actor, form } = await setting();
  await t.db.$executeRaw`ALTER TABLE operation ADD CONSTRAINT broken CHECK (kind <> 'vm.create')`;
  const before = await rowCounts();
  const error: unknown = await createVm(ctx, actor, form()).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(VirtfleetError);
  expect(await rowCounts()).toEqual(before);
});
