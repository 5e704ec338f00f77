import { newId } from '@virtfleet/contracts/ids';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeNetwork,
  makeOperation,
  makeProject,
  makeUser,
  makeVm,
} from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listVms, vmDetail } from './vms.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const now = new Date();
const step = (operationId: string, name: string, seq: number, status: 'done' | 'running') =>
  t.db.step.create({ data: { operationId, name, seq, status, token: 1n } });

test('a list shows disk, address and image, the newest first, page by page, and no other project', async () => {
  const { id: projectId } = await makeProject(t.db);
  const image = await makeImage(t.db, { name: 'debian-12' });
  const [a, b, c] = [
    await makeVm(t.db, { projectId, id: newId(1_000), imageId: image.id, diskGib: 7, address: '10.77.0.42' }),
    await makeVm(t.db, { projectId, id: newId(2_000) }),
    await makeVm(t.db, { projectId, id: newId(3_000), deletedAt: now }),
  ];
  await makeVm(t.db);
  const list = await listVms(t.db, projectId, now);
  expect(list.map(({ id }) => id)).toEqual([b.id, a.id]);
  expect(list).not.toContain(c.id);
  expect(list[1]).toEqual({
    id: a.id,
    name: a.name,
    status: { state: 'running', evidence: null, since: a.powerSince, observedAt: a.observedAt },
    vcpus: 1,
    memoryMib: 256,
    diskGib: 7,
    address: '10.77.0.42',
    image: 'debian-12',
    createdAt: a.createdAt,
  });
  expect(await listVms(t.db, projectId, now, { limit: 1 })).toEqual([list[0]]);
  expect(await listVms(t.db, projectId, now, { after: b.id })).toEqual([list[1]]);
});

test('a VM being made says how far it is, by the operation under way only', async () => {
  const vm = await makeVm(t.db, { taskState: 'creating', powerState: 'unknown' });
  const over = await makeOperation(t.db, { kind: 'vm.start', vmId: vm.id, status: 'failed' });
  await step(over.id, 'start domain', 0, 'done');
  const operation = await makeOperation(t.db, { kind: 'vm.create', vmId: vm.id, status: 'running' });
  await makeOperation(t.db, { kind: 'vm.delete', vmId: vm.id });
  await step(operation.id, 'load spec', 0, 'done');
  await step(operation.id, 'ensure image', 1, 'done');
  await step(operation.id, 'create volumes', 2, 'running');
  expect((await listVms(t.db, vm.projectId, now))[0]?.status).toMatchObject({ state: 'creating', evidence: '2/7' });
});

test('a VM that could not be created stays in the list with its reason, and may be deleted', async () => {
  const vm = await makeVm(t.db, { failure: 'no space in pool', powerState: 'absent' });
  expect((await listVms(t.db, vm.projectId, now))[0]?.status.state).toBe('failed');
  const detail = await vmDetail(t.db, vm.id, now);
  expect(detail).toMatchObject({ failure: 'no space in pool', can: { delete: { ok: true }, start: { ok: false } } });
});

test('the page of a VM has all that was asked for', async () => {
  const project = await makeProject(t.db, { name: 'shop' });
  const host = await makeHost(t.db, { name: 'hv-07', state: 'unreachable' });
  const placement = [{ host: 'hv-07', verdict: 'chosen' as const, score: 0.5, reasons: ['image there'] }];
  const vm = await makeVm(t.db, {
    name: 'shop-web-01',
    projectId: project.id,
    createdById: (await makeUser(t.db, { name: 'Ada' })).id,
    flavorId: (await makeFlavor(t.db, { name: 'small' })).id,
    networkId: (await makeNetwork(t.db, { name: 'lab' })).id,
    hostId: host.id,
    placement,
    keypairs: {
      create: [
        { position: 1, name: 'desktop', publicKey: 'ssh-ed25519 BBBB' },
        { position: 0, name: 'laptop', publicKey: 'ssh-ed25519 AAAA' },
      ],
    },
  });
  expect(await vmDetail(t.db, vm.id, now)).toMatchObject({
    name: 'shop-web-01',
    projectName: 'shop',
    hostName: 'hv-07',
    domainName: `vf-${vm.id}`,
    loginUser: 'debian',
    imageTitle: 'Some Linux',
    flavor: 'small',
    createdBy: 'Ada',
    network: {
      name: 'lab',
      kind: 'bridged',
      cidr: '10.77.0.0/24',
      reachedFrom: 'this machine',
      mac: expect.stringMatching(/^52:54:00:/),
    },
    keys: ['laptop', 'desktop'],
    hasUserData: false,
    status: { state: 'unreachable' },
    placement,
  });
});

test('what is not there, or no longer, has no page', async () => {
  expect(await vmDetail(t.db, newId(), now)).toBeNull();
  const gone = await makeVm(t.db, { deletedAt: now });
  expect(await vmDetail(t.db, gone.id, now)).toBeNull();
});

test('5,000 VMs, each with an operation under way: a page of 200 takes some 50 ms', { timeout: 60_000 }, async () => {
  const vm = await makeVm(t.db);
  await t.db.$executeRaw`
    INSERT INTO vm (id, project_id, name, created_by_id, request_id, image_id, host_id, vcpus, memory_mib, login_user, placement,
      domain_name, domain_uuid, task_state)
    SELECT uuidv7(), project_id, 'n' || n, created_by_id, gen_random_uuid(), image_id, host_id, 1, 128, 'debian', '[]', 'n' || n,
      gen_random_uuid(), 'starting'
    FROM vm, generate_series(1, 5000) n WHERE vm.id = ${vm.id}::uuid`;
  await t.db.$executeRaw`
    INSERT INTO port (id, vm_id, network_id, position, mac)
    SELECT gen_random_uuid(), vm.id, port.network_id, 0, regexp_replace(lpad(to_hex(row_number() OVER ()), 12, '0'), '(..)(?=.)', '\\1:', 'g')
    FROM vm, port WHERE port.vm_id = ${vm.id}::uuid AND vm.project_id = ${vm.projectId}::uuid AND vm.id <> ${vm.id}::uuid`;
  await t.db.$executeRaw`
    INSERT INTO operation (id, kind, input, host_id, subject, vm_id, project_id)
    SELECT uuidv7(), 'vm.start', '{}', host_id, 'vm:' || id, id, project_id FROM vm WHERE project_id = ${vm.projectId}::uuid`;
  await t.db.$executeRaw`ANALYZE`;
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const from = performance.now();
    expect(await listVms(t.db, vm.projectId, now, { limit: 200 })).toHaveLength(200);
    times.push(performance.now() - from);
  }
  // Ten times as loose, because the machine has other work: a scan of all operations for each VM takes seconds.
  expect(Math.min(...times)).toBeLessThan(500);
});
