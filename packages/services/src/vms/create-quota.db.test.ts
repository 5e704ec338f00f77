import { newId } from '@virtfleet/contracts/ids';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import { quotaOf } from '@virtfleet/db/quotas';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeFlavor, makeHost, makeImage, makeNetwork, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actorIn, createVm, failure, testContext } from '../test-helpers.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

/** A project with a quota, and a form that asks for one VM of 1 vCPU, 512 MiB and 2 GiB. */
async function setting(quota: Partial<{ vms: number; vcpus: number; memoryMib: number; diskGib: number }>) {
  const project = await makeProject(t.db);
  const limits = { vms: 1000, vcpus: 1000, memoryMib: 1_000_000, diskGib: 10_000, ...quota };
  await t.db.quota.create({ data: { projectId: project.id, ...limits } });
  const [flavor, image, network] = await Promise.all([
    makeFlavor(t.db, { vcpus: 1, memoryMib: 512, diskGib: 1 }),
    makeImage(t.db),
    makeNetwork(t.db, { subnet: { cidr: '10.77.0.0/16', firstAddress: '10.77.1.0', lastAddress: '10.77.9.255' } }),
  ]);
  const form = (name: string): CreateVmInput => ({
    projectId: project.id,
    requestId: newId(),
    name,
    flavorId: flavor.id,
    imageId: image.id,
    networkId: network.id,
    diskGib: 2,
    loginUser: 'ada',
    keypairIds: [],
    userData: '',
    custom: null,
    start: true,
  });
  const actor = await actorIn(t.db, { [project.id]: 'member' });
  return { ctx: testContext(t.db), project, actor, limits, form };
}

const many = (count: number) => Array.from({ length: count }, (_, i) => `vm-${i}`);

test('what goes beyond the quota is refused with each limit, before any host is asked', async () => {
  const { ctx, actor, project, form } = await setting({ vms: 1, memoryMib: 1000 });
  const { id: hostId } = await makeHost(t.db);
  await makeVm(t.db, { projectId: project.id, hostId, memoryMib: 512 });
  await t.db.host.update({ where: { id: hostId }, data: { state: 'unreachable' } });
  const error = await failure(createVm(ctx, actor, form('web-01')));
  expect(error).toMatchObject({
    code: 'quota_exceeded',
    data: [
      { dimension: 'vms', limit: 1, used: 1, asked: 1 },
      { dimension: 'memoryMib', limit: 1000, used: 512, asked: 512 },
    ],
  });
  expect(error.message).toContain('0 of 1 VMs left');
  expect(await t.db.vm.count()).toBe(1);
});

test('a deleted VM makes room at once, and another project’s takes none', async () => {
  const { ctx, actor, project, form } = await setting({ vms: 1 });
  await makeHost(t.db);
  await makeVm(t.db);
  const vm = await makeVm(t.db, { projectId: project.id });
  expect(await failure(createVm(ctx, actor, form('web-01')))).toMatchObject({ code: 'quota_exceeded' });
  await t.db.vm.update({ where: { id: vm.id }, data: { deletedAt: new Date() } });
  await createVm(ctx, actor, form('web-01'));
});

describe('a hundred at once', () => {
  test.each([
    ['VMs', { vms: 13 }],
    ['memory', { memoryMib: 13 * 512 + 511 }],
  ])('never go beyond the quota’s %s, and use all of it', { timeout: 60_000 }, async (_, quota) => {
    const { ctx, actor, project, limits, form } = await setting(quota);
    for (const name of ['lab-1', 'lab-2', 'lab-3']) await makeHost(t.db, { name });
    const outcomes = await Promise.allSettled(many(100).map((name) => createVm(ctx, actor, form(name))));
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'quota_exceeded' });
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(13);
    expect(await quotaOf(t.db, project.id)).toEqual({
      limits,
      used: { vms: 13, vcpus: 13, memoryMib: 13 * 512, diskGib: 26 },
    });
  });

  test('of two projects never promise a host more than it has, and use all of it', { timeout: 60_000 }, async () => {
    const [ours, theirs] = [await setting({}), await setting({ vms: 7 })];
    // A host keeps 512 MiB for itself: five fit on each of three.
    for (const name of ['lab-1', 'lab-2', 'lab-3']) await makeHost(t.db, { name, memoryMib: 512 + 5 * 512 + 100 });
    const outcomes = await Promise.allSettled(
      many(50).flatMap((name) => [ours, theirs].map(({ ctx, actor, form }) => createVm(ctx, actor, form(name)))),
    );
    const codes = ['no_valid_host', 'quota_exceeded'];
    for (const o of outcomes)
      if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: expect.toBeOneOf(codes) });
    expect((await t.db.hostReservation.findMany()).map(({ memoryMib }) => memoryMib)).toEqual([2560, 2560, 2560]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
    expect(await t.db.vm.count({ where: { projectId: theirs.project.id } })).toBeLessThanOrEqual(7);
  });
});
