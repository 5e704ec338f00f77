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
import { z } from 'zod';
import { countVms, listVms, pageQuery, vmDetail, vmRows } from './vms.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const now = new Date();
const step = (operationId: string, name: string, seq: number, status: 'done' | 'running') =>
  t.db.step.create({ data: { operationId, name, seq, status, token: 1n } });

const firstOf = async (projectId: string) => (await listVms(t.db, { projectId, limit: 1 }, now)).items[0];

test('a list shows disk, address and image, the newest first, page by page, and no other project', async () => {
  const { id: projectId } = await makeProject(t.db);
  const image = await makeImage(t.db, { name: 'debian-12' });
  const [flavor, host, maker] = [await makeFlavor(t.db), await makeHost(t.db), await makeUser(t.db)];
  const [a, b, c] = [
    await makeVm(t.db, {
      projectId,
      id: newId(1_000),
      imageId: image.id,
      flavorId: flavor.id,
      hostId: host.id,
      createdById: maker.id,
      diskGib: 7,
      address: '10.77.0.42',
    }),
    await makeVm(t.db, { projectId, id: newId(2_000) }),
    await makeVm(t.db, { projectId, id: newId(3_000), deletedAt: now }),
  ];
  await makeVm(t.db);
  const whole = await listVms(t.db, { projectId, limit: 10 }, now);
  const list = whole.items;
  expect(whole.total).toBe(2);
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
    flavor: flavor.name,
    hostName: host.name,
    createdBy: maker.name,
    tags: [],
    createdAt: a.createdAt,
  });
  expect(await listVms(t.db, { projectId, limit: 1 }, now)).toEqual({ items: [list[0]], total: 2 });
  expect(await listVms(t.db, { projectId, limit: 1, offset: 1 }, now)).toEqual({ items: [list[1]], total: 2 });
  expect(await vmRows(t.db, projectId, [a.id, c.id, b.id], now)).toEqual([list[1], list[0]]);
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
  expect((await firstOf(vm.projectId))?.status).toMatchObject({ state: 'creating', evidence: '3/7' });
});

test('a VM that could not be created stays in the list with its reason, and may be deleted', async () => {
  const vm = await makeVm(t.db, { failure: 'no space in pool', powerState: 'absent' });
  expect((await firstOf(vm.projectId))?.status.state).toBe('failed');
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

test('counts say how many there are of each state, by the same rule as the list', async () => {
  const { id: projectId } = await makeProject(t.db);
  const silent = await makeHost(t.db, { state: 'unreachable' });
  await makeVm(t.db, { projectId });
  await makeVm(t.db, { projectId });
  await makeVm(t.db, { projectId, taskState: 'stopping' });
  await makeVm(t.db, { projectId, powerState: 'stopped' });
  await makeVm(t.db, { projectId, powerState: 'absent' });
  await makeVm(t.db, { projectId, failure: 'no space in pool', powerState: 'absent' });
  await makeVm(t.db, { projectId, hostId: silent.id });
  await makeVm(t.db, { projectId, deletedAt: now });
  await makeVm(t.db);
  const counts = await countVms(t.db, projectId, now);
  const { items } = await listVms(t.db, { projectId, limit: 10 }, now);
  const states = items.map(({ status }) => status.state);
  expect(counts).toEqual({
    total: 7,
    byState: { running: 2, stopping: 1, stopped: 1, missing: 1, failed: 1, unreachable: 1 },
  });
  for (const [state, count] of Object.entries(counts.byState))
    expect(states.filter((one) => one === state)).toHaveLength(count);
});

test('a page out of 5,000 VMs, each with an operation under way, reads its own rows only', {
  timeout: 60_000,
}, async () => {
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
  const { items, total } = await listVms(t.db, { projectId: vm.projectId, limit: 50 }, now);
  expect([items.length, total]).toEqual([50, 5001]);
  const [row] = await t.db.$queryRaw<{ 'QUERY PLAN': unknown }[]>`
    EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) ${pageQuery({ projectId: vm.projectId, limit: 50 })}`;
  const nodes = planNodes(row?.['QUERY PLAN']);
  const read = (table: string) =>
    nodes
      .filter((node) => node['Relation Name'] === table)
      .reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0);
  for (const table of ['vm', 'volume', 'port', 'operation', 'step']) {
    expect(read(table), `${table} rows`).toBeLessThanOrEqual(51);
    const scanned = nodes.filter((node) => node['Relation Name'] === table && node['Node Type'] === 'Seq Scan');
    if (table === 'vm' || table === 'operation' || table === 'port') expect(scanned, `scan of ${table}`).toEqual([]);
  }
});

type PlanNode = { 'Node Type': string; 'Relation Name'?: string; 'Actual Rows': number; 'Actual Loops': number };

const planNode: z.ZodType<PlanNode & { Plans?: unknown[] }> = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  Plans: z.array(z.unknown()).optional(),
});

/** Every node of what EXPLAIN answers. */
function planNodes(answer: unknown): PlanNode[] {
  const walk = (plan: unknown): PlanNode[] => {
    const node = planNode.parse(plan);
    return [node, ...(node.Plans ?? []).flatMap(walk)];
  };
  return z
    .array(z.object({ Plan: z.unknown() }))
    .parse(answer)
    .flatMap(({ Plan }) => walk(Plan));
}
