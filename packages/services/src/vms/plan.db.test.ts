import { newId } from '@virtfleet/contracts/ids';
import type { PlanVmsInput } from '@virtfleet/contracts/plan';
import { setQuota } from '@virtfleet/db/quotas';
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
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { createVms } from './create.ts';
import { planVms } from './plan.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

async function setting() {
  const ctx = testContext(t.db);
  const project = await makeProject(t.db);
  const actor = await actorIn(t.db, { [project.id]: 'member' });
  await t.db.installation.create({ data: { id: newId() } });
  const [first, second, flavor, image, network, keypair] = await Promise.all([
    makeHost(t.db, { name: 'lab-1' }),
    makeHost(t.db, { name: 'lab-2' }),
    makeFlavor(t.db, { vcpus: 1, memoryMib: 256, diskGib: 1 }),
    makeImage(t.db),
    makeNetwork(t.db),
    makeKeypair(t.db, { projectId: project.id }),
  ]);
  await makeImageCopy(t.db, { imageId: image.id, hostId: second.id });
  const form = {
    ...{ projectId: project.id, name: 'web-{1..3}', flavorId: flavor.id, custom: null, imageId: image.id },
    ...{ networkId: network.id, diskGib: 2, loginUser: 'ada', keypairIds: [keypair.id], userData: '', start: true },
  };
  const plan = (change: Partial<PlanVmsInput> = {}, by = actor) =>
    planVms(ctx, by, { ...form, texts: false, ...change });
  return { ctx, project, actor, hosts: [first, second], flavor, image, network, form, plan };
}

test('a plan is what is then made: hosts, addresses, quota', async () => {
  const { ctx, actor, form, plan } = await setting();
  const planned = await plan();
  expect(planned).toMatchObject({ problems: [], beyond: [], imageThere: true, texts: null });
  expect(planned.placement.map(({ host, verdict }) => [host, verdict])).toEqual([
    ['lab-2', 'chosen'],
    ['lab-1', 'fits'],
  ]);
  expect(await t.db.vm.count()).toBe(0);

  const { vms } = await createVms(ctx, actor, { ...form, requestId: newId() });
  const made = await t.db.vm.findMany({ orderBy: { requestPosition: 'asc' }, include: { host: true, ports: true } });
  expect(made.map(({ name, host, ports }) => ({ name, host: host.name, address: ports[0]?.address }))).toEqual(
    planned.vms.map(({ name, host, address }) => ({ name, host, address })),
  );
  expect(vms.map(({ name }) => name)).toEqual(planned.vms.map(({ name }) => name));
  const { quota } = await plan({ name: 'next' });
  expect(quota.before).toEqual(planned.quota.after);
});

test('the same plan has the same hash, with its texts or without; whatever would be made otherwise changes it', async () => {
  const { project, plan, hosts } = await setting();
  const { hash } = await plan();
  expect((await plan({ texts: true })).hash).toBe(hash);
  const others = [
    { name: 'web-{2..4}' },
    { diskGib: 3 },
    { loginUser: 'eve' },
    { userData: '#cloud-config\n{}\n' },
    { start: false },
    { keypairIds: [] },
    { flavorId: null, custom: { vcpus: 2, memoryMib: 256 } },
  ];
  const hashes = await Promise.all(others.map(async (change) => (await plan(change)).hash));
  expect(new Set([hash, ...hashes]).size).toBe(others.length + 1);
  // Another took the first address.
  const network = await t.db.network.findFirstOrThrow({ include: { subnets: true } });
  const vm = await makeVm(t.db, { projectId: project.id, hostId: hosts[0]?.id ?? '', networkId: network.id });
  await t.db.port.updateMany({
    where: { vmId: vm.id },
    data: { address: '10.77.0.10', subnetId: network.subnets[0]?.id ?? null },
  });
  expect((await plan()).hash).not.toBe(hash);
});

test('its texts are those of the first VM, with ids to come', async () => {
  const { plan } = await setting();
  const { texts } = await plan({ texts: true, userData: '#cloud-config\npackages: [nginx]\n' });
  expect(texts).toMatchObject({ of: 'web-1', host: 'lab-2' });
  expect(texts?.domainXml).toContain('<uuid>00000000-0000-0000-0000-000000000001</uuid>');
  expect(texts?.userData).toContain('packages: [nginx]');
  expect(texts?.networkConfig).toContain('10.77.0.10/24');
  expect(texts?.commands.map(({ step }) => step)).toEqual([
    'create volumes',
    'write seed',
    'write seed',
    'define domain',
    'start domain',
  ]);
  expect(texts?.virtInstall).toContain('--import');
});

describe('what stands in the way', () => {
  type Setting = Awaited<ReturnType<typeof setting>>;
  const table: [string, object, (s: Setting) => Partial<PlanVmsInput> | Promise<Partial<PlanVmsInput>>][] = [
    [
      'a name that somebody took',
      { code: 'name_taken', field: 'name', message: 'This project has a VM named web-2 already' },
      async ({ project, hosts }) => {
        await makeVm(t.db, { projectId: project.id, hostId: hosts[0]?.id ?? '', name: 'web-2' });
        return {};
      },
    ],
    ['no name yet', { code: 'invalid_input', field: 'name' }, () => ({ name: '' })],
    ['half a pattern', { code: 'invalid_input', field: 'name' }, () => ({ name: 'web-{1..' })],
    [
      'a quota with room for two',
      {
        code: 'quota_exceeded',
        field: null,
        message: expect.stringMatching(/these 3 VMs: 2 of 2 VMs left, 3 asked for/),
      },
      async ({ project }) => {
        await setQuota(t.db, project.id, { vms: 2, vcpus: 40, memoryMib: 65_536, diskGib: 500 });
        return {};
      },
    ],
    [
      'no host',
      { code: 'no_valid_host', field: null, message: 'No host can take such a VM now' },
      () => ({ flavorId: null, custom: { vcpus: 9, memoryMib: 256 } }),
    ],
    [
      'no address',
      { code: 'no_free_address', field: 'networkId' },
      async () => ({
        networkId: (await makeNetwork(t.db, { subnet: { firstAddress: '10.77.0.2', lastAddress: '10.77.0.3' } })).id,
      }),
    ],
    ['an image that is gone', { code: 'image_gone', field: 'imageId' }, () => ({ imageId: newId() })],
    [
      'half a size',
      { code: 'invalid_input', field: 'flavorId' },
      () => ({ flavorId: null, custom: { vcpus: 1, memoryMib: null } }),
    ],
    ['user-data of no kind', { code: 'invalid_input', field: 'userData' }, () => ({ userData: 'hello' })],
  ];
  test.each(table)('%s', async (_, problem, arrange) => {
    const s = await setting();
    const { problems } = await s.plan({ texts: true, ...(await arrange(s)) });
    expect(problems).toEqual([expect.objectContaining(problem)]);
  });

  test('every host’s reasons, where none can take it', async () => {
    const { plan } = await setting();
    const { placement, vms, texts } = await plan({
      flavorId: null,
      custom: { vcpus: 9, memoryMib: 256 },
      texts: true,
    });
    expect(placement).toEqual(
      ['lab-1', 'lab-2'].map((host) => ({
        ...{ host, verdict: 'rejected', score: null },
        reasons: ['has 8 CPUs, 9 vCPUs asked for'],
      })),
    );
    expect(vms.map(({ host }) => host)).toEqual([null, null, null]);
    expect(texts).toBeNull();
  });
});

test('a viewer sees it, a stranger finds nothing', async () => {
  const { project, plan } = await setting();
  const viewer = await actorIn(t.db, { [project.id]: 'viewer' });
  expect((await plan({}, viewer)).problems).toEqual([]);
  expect(await failure(plan({}, await actorIn(t.db, {})))).toMatchObject({ code: 'not_found' });
});
