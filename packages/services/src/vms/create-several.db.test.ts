import { newId } from '@virtfleet/contracts/ids';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import { setQuota } from '@virtfleet/db/quotas';
import { openSecret } from '@virtfleet/db/secrets';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeFlavor, makeHost, makeImage, makeNetwork, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { createVms } from './create.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

/** A project that may have many, and hosts that each take so many VMs of the form's. */
async function setting({ perHost = 50, hosts = 2 } = {}) {
  const ctx = testContext(t.db);
  const project = await makeProject(t.db);
  await setQuota(t.db, project.id, { vms: 500, vcpus: 500, memoryMib: 500_000, diskGib: 5_000 });
  const actor = await actorIn(t.db, { [project.id]: 'member' });
  for (let n = 1; n <= hosts; n++)
    await makeHost(t.db, { name: `lab-${n}`, cpus: 100, memoryMib: 512 + perHost * 256 + 100 });
  const [flavor, image, network] = await Promise.all([
    makeFlavor(t.db, { vcpus: 1, memoryMib: 256, diskGib: 1 }),
    makeImage(t.db),
    makeNetwork(t.db, { subnet: { cidr: '10.77.0.0/16', firstAddress: '10.77.0.10', lastAddress: '10.77.9.250' } }),
  ]);
  const form = (change: Partial<CreateVmInput> = {}): CreateVmInput => ({
    ...{ projectId: project.id, requestId: newId(), name: 'web-{01..05}', flavorId: flavor.id, custom: null },
    ...{ imageId: image.id, networkId: network.id, diskGib: 2, loginUser: 'ada', keypairIds: [], userData: '' },
    start: true,
    ...change,
  });
  return { ctx, project, actor, flavor, image, network, form };
}

const counts = async () => ({
  vms: await t.db.vm.count(),
  volumes: await t.db.volume.count(),
  ports: await t.db.port.count(),
  operations: await t.db.operation.count(),
  secrets: await t.db.secret.count(),
  reserved: (await t.db.hostReservation.findMany()).reduce((sum, { memoryMib }) => sum + memoryMib, 0),
});

test('a pattern makes every VM of it at once: names and addresses in order, spread over the hosts, one batch', async () => {
  const { ctx, actor, form } = await setting();
  const userData = '#cloud-config\npassword: geheim\n';
  const { vms, batchId } = await createVms(ctx, actor, form({ userData }));
  expect(vms.map(({ name }) => name)).toEqual(['web-01', 'web-02', 'web-03', 'web-04', 'web-05']);
  const rows = await t.db.vm.findMany({ orderBy: { id: 'asc' }, include: { ports: true, operations: true } });
  expect(rows.map(({ id }) => id)).toEqual(vms.map(({ vmId }) => vmId));
  expect(rows.map(({ ports }) => ports[0]?.address)).toEqual([10, 11, 12, 13, 14].map((n) => `10.77.0.${n}`));
  expect(new Set(rows.map(({ hostId }) => hostId)).size).toBe(2);
  expect(rows.flatMap(({ operations }) => operations.map((operation) => operation.batchId))).toEqual(
    Array.from({ length: 5 }, () => batchId),
  );
  // Each has its own, so that one can be deleted without the others'.
  const secrets = rows.flatMap(({ userDataId }) => userDataId ?? []);
  expect(new Set(secrets).size).toBe(5);
  for (const id of secrets) expect(await openSecret(t.db, ctx.keyring, id)).toBe(userData);
  expect(await counts()).toMatchObject({ vms: 5, volumes: 5, ports: 5, operations: 5, reserved: 5 * 256 });
});

test('on hosts without hardware’s help those that boot begin one after another; what stays off need not', async () => {
  const { ctx, actor, form } = await setting({ hosts: 1 });
  await t.db.host.updateMany({ data: { virtTypes: ['qemu'] } });
  const waits = async (batchId: string | null) => {
    const operations = await t.db.operation.findMany({ where: { batchId }, orderBy: { seq: 'asc' } });
    const first = operations[0]?.runAfter.getTime() ?? 0;
    return operations.map(({ runAfter }) => Math.round((runAfter.getTime() - first) / 1000));
  };
  const started = await createVms(ctx, actor, form({ name: 'web-{1..3}' }));
  expect(await waits(started.batchId)).toEqual([0, 5, 10]);
  const off = await createVms(ctx, actor, form({ name: 'off-{1..3}', start: false }));
  expect(await waits(off.batchId)).toEqual([0, 0, 0]);
});

test('a size of one’s own', async () => {
  const { ctx, actor, form } = await setting();
  await createVms(ctx, actor, form({ name: 'own', flavorId: null, custom: { vcpus: 3, memoryMib: 320 } }));
  expect(await t.db.vm.findFirst()).toMatchObject({ flavorId: null, vcpus: 3, memoryMib: 320 });
});

describe('all or none', () => {
  type Setting = Awaited<ReturnType<typeof setting>>;
  const table: [string, object, (s: Setting) => Partial<CreateVmInput> | Promise<Partial<CreateVmInput>>][] = [
    [
      'one of the names is taken',
      { code: 'name_taken', field: 'name', message: 'This project has a VM named web-03 already' },
      async ({ project }) => {
        const host = await t.db.host.findFirstOrThrow();
        await makeVm(t.db, { projectId: project.id, hostId: host.id, name: 'web-03' });
        return {};
      },
    ],
    [
      'the quota has room for some',
      { code: 'quota_exceeded', message: expect.stringMatching(/these 5 VMs: 4 of 4 VMs left, 5 asked for/) },
      async ({ project }) => {
        await setQuota(t.db, project.id, { vms: 4, vcpus: 500, memoryMib: 500_000, diskGib: 5_000 });
        return {};
      },
    ],
    [
      'the hosts have room for some',
      { code: 'no_valid_host', message: 'The hosts can take 98 of these 100 VMs now' },
      // Two hosts have 12,900 MiB to give each.
      () => ({ name: 'web-{1..50}{a,b}', custom: { vcpus: 1, memoryMib: 260 }, flavorId: null }),
    ],
    [
      'the network has addresses for some',
      { code: 'no_free_address', field: 'networkId' },
      async () => ({
        networkId: (await makeNetwork(t.db, { subnet: { firstAddress: '10.77.0.2', lastAddress: '10.77.0.5' } })).id,
      }),
    ],
    ['a name would be no hostname', { code: 'invalid_input', field: 'name' }, () => ({ name: 'web-{01..03}-' })],
    ['too many', { code: 'invalid_input', field: 'name' }, () => ({ name: 'web-{1..101}' })],
    ['a name twice', { code: 'invalid_input', field: 'name' }, () => ({ name: 'web-{a,a}' })],
  ];
  test.each(table)('%s', async (_, want, arrange) => {
    const s = await setting({ perHost: 50 });
    const change = await arrange(s);
    const before = await counts();
    const error = await failure(createVms(s.ctx, s.actor, s.form(change)));
    expect(error).toMatchObject(want);
    expect(await counts()).toEqual(before);
  });
});

describe('sent twice', () => {
  test('one after the other, and at the same moment: the same VMs', async () => {
    const { ctx, actor, form } = await setting();
    const input = form();
    const answers = await Promise.all(Array.from({ length: 4 }, () => createVms(ctx, actor, input)));
    for (const answer of [...answers, await createVms(ctx, actor, input)]) expect(answer).toEqual(answers[0]);
    expect(await counts()).toMatchObject({ vms: 5, operations: 5, reserved: 5 * 256 });
  });

  test('with another pattern: refused', async () => {
    const { ctx, actor, form } = await setting();
    const input = form();
    await createVms(ctx, actor, input);
    for (const name of ['web-{01..04}', 'web-{01..06}', 'web-01'])
      expect(await failure(createVms(ctx, actor, { ...input, name }))).toMatchObject({ code: 'invalid_input' });
    expect(await counts()).toMatchObject({ vms: 5 });
  });
});

test('patterns that race for the last room: hosts are never promised more than they have, and each set is whole', async () => {
  // 60 VMs have room; 20 sets of 5 and 20 alone want 120.
  const { ctx, actor, form } = await setting({ perHost: 20, hosts: 3 });
  const sets = Array.from({ length: 20 }, (_, n) => createVms(ctx, actor, form({ name: `s${n}-{1..5}` })));
  const single = Array.from({ length: 20 }, (_, n) => createVms(ctx, actor, form({ name: `one-${n}` })));
  const outcomes = await Promise.allSettled([...sets, ...single]);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'no_valid_host' });
  const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.vms.length] : []));
  const total = made.reduce((sum, count) => sum + count, 0);
  expect(await counts()).toMatchObject({ vms: total, ports: total, reserved: total * 256 });
  expect(total).toBeLessThanOrEqual(60);
  // What stays free is less than one set, unless single ones took it.
  expect(total).toBeGreaterThan(55);
  for (const { memoryMib } of await t.db.hostReservation.findMany()) expect(memoryMib).toBeLessThanOrEqual(20 * 256);
  const addresses = (await t.db.port.findMany()).map(({ address }) => address);
  expect(new Set(addresses).size).toBe(total);
});
