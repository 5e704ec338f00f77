import { newId } from '@virtfleet/contracts/ids';
import type { OperationKind } from '@virtfleet/contracts/operation';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeOperation, makeUser, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Prisma } from './client.ts';
import { listOperations, operationsOfVm, operationView } from './operations.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const step = (operationId: string, seq: number, name: string, status: 'done' | 'failed' | 'running' = 'done') =>
  t.db.step.create({ data: { operationId, seq, name, status, token: 1n, startedAt: at(seq * 10) } });
const command = (operationId: string, hostId: string, data: Partial<Prisma.CommandUncheckedCreateInput>) =>
  t.db.command.create({
    data: {
      id: newId(),
      operationId,
      hostId,
      argv: ['virsh', 'start', 'vf-1'],
      exitCode: 0,
      startedAt: at(0),
      durationMs: 12,
      ...data,
    },
  });

test('an operation shows its steps in order, the commands of each, and what is still ahead', async () => {
  const vm = await makeVm(t.db, { name: 'web-01' });
  const ada = await makeUser(t.db, { name: 'Ada' });
  const { id, hostId } = await makeOperation(t.db, {
    kind: 'vm.create',
    vmId: vm.id,
    status: 'running',
    userId: ada.id,
  });
  await step(id, 1, 'ensure image');
  await step(id, 0, 'load spec');
  await step(id, 2, 'create volumes', 'running');
  await command(id, hostId, { stepName: 'create volumes', argv: ['virsh', 'vol-create'], startedAt: at(22) });
  await command(id, hostId, {
    stepName: 'create volumes',
    argv: ['virsh', 'pool-info'],
    startedAt: at(21),
    stdinBytes: 20_000_000_000n,
  });
  await command(id, hostId, { stepName: null, argv: ['true'], startedAt: at(15) });

  const view = await operationView(t.db, id);
  expect(view).toMatchObject({ kind: 'vm.create', vmName: 'web-01', by: 'Ada', hostName: expect.any(String) });
  expect(view?.steps.map(({ name, commands }) => [name, commands.map(({ argv }) => argv.join(' '))])).toEqual([
    ['load spec', []],
    ['ensure image', ['true']],
    ['create volumes', ['virsh pool-info', 'virsh vol-create']],
  ]);
  expect(view?.steps[2]?.commands[0]?.stdinBytes).toBe(20_000_000_000);
  expect(view?.ahead).toEqual(['write seed', 'define domain', 'start domain', 'mark active']);
});

test('a list has the newest first, each with its last step and its progress', async () => {
  const vm = await makeVm(t.db);
  const stopped = await makeOperation(t.db, { kind: 'vm.stop', vmId: vm.id, status: 'done' });
  await step(stopped.id, 0, 'shut down guest');
  await step(stopped.id, 1, 'mark stopped');
  const undone = await makeOperation(t.db, { kind: 'vm.create', vmId: vm.id, status: 'undoing' });
  await step(undone.id, 0, 'load spec');
  await step(undone.id, 1, 'ensure image', 'failed');
  await step(undone.id, 2, 'undo: create volumes');
  const waiting = await makeOperation(t.db, { kind: 'vm.start', vmId: vm.id });
  const { projectId } = vm;
  const list = await listOperations(t.db, { projectId, limit: 10 });
  expect(list.map(({ id, step: name, stepsDone, stepsTotal }) => [id, name, stepsDone, stepsTotal])).toEqual([
    [waiting.id, null, 0, 2],
    [undone.id, 'undo: create volumes', 1, 7],
    [stopped.id, 'mark stopped', 2, 2],
  ]);
  expect((await listOperations(t.db, { projectId, limit: 10, activeOnly: true })).map(({ id }) => id)).toEqual([
    waiting.id,
    undone.id,
  ]);
  expect(await listOperations(t.db, { projectId, limit: 1 })).toEqual(list.slice(0, 1));
  expect((await operationsOfVm(t.db, vm.id)).map(({ id, ahead }) => [id, ahead])).toEqual([
    [waiting.id, ['start domain', 'mark running']],
    [undone.id, []],
    [stopped.id, []],
  ]);
});

test('work of the system belongs to no project, and a fleet-wide list has it', async () => {
  const [host, image] = [await makeHost(t.db), await makeImage(t.db)];
  const input = { imageId: image.id, hostId: host.id };
  const { id } = await t.db.operation.create({
    data: { id: newId(), kind: 'image.copy', input, hostId: host.id, subject: `image:${image.id}@${host.id}` },
  });
  const [first] = await listOperations(t.db, { limit: 1 });
  expect(first).toMatchObject({
    id,
    vmId: null,
    vmName: null,
    projectName: null,
    by: null,
    hostName: host.name,
    stepsTotal: 1,
  });
});

test('what is under way is found without reading a project’s whole history', async () => {
  const { id, projectId } = await makeVm(t.db);
  await t.db.$executeRaw`
    INSERT INTO operation (id, kind, input, host_id, subject, vm_id, project_id, status)
    SELECT uuidv7(), 'vm.start', '{}', host_id, 'vm:' || id, id, project_id, 'done' FROM vm, generate_series(1, 5000)
    WHERE id = ${id}::uuid`;
  await t.db.$executeRaw`ANALYZE operation`;
  const plan = await t.db.$queryRaw<{ 'QUERY PLAN': string }[]>`
    EXPLAIN SELECT * FROM operation o
    WHERE o.project_id = ${projectId}::uuid AND o.status IN ('pending', 'running', 'undoing', 'stuck')
    ORDER BY o.seq DESC LIMIT 50`;
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('operation_open_of_project');
});

test('there is no operation that nobody began', async () => {
  expect(await operationView(t.db, newId())).toBeNull();
  expect(await operationsOfVm(t.db, newId())).toEqual([]);
});

test('what was asked for beyond its kind is told', async () => {
  const { id: vmId, imageId } = await makeVm(t.db, { name: 'web-01' });
  const about = async (kind: OperationKind, input: object) =>
    (await operationView(t.db, (await makeOperation(t.db, { kind, vmId, input: { vmId, ...input } })).id))?.about;
  expect(await about('vm.start', {})).toBeNull();
  expect(await about('vm.rename', { name: 'web-02', was: 'web-01' })).toBe('to web-02');
  expect(await about('vm.rename', { name: 'web-01', was: 'web-00' })).toBe('from web-00');
  expect(await about('vm.rename', { name: 'web-05', was: 'web-04' })).toBe('from web-04 to web-05');
  expect(await about('vm.rename', { name: 'web-06' })).toBe('to web-06');
  expect(await about('vm.stop', { force: true })).toBe('by force');
  expect(await about('vm.stop', { force: false })).toBeNull();
  const { name } = await t.db.image.findUniqueOrThrow({ where: { id: imageId } });
  expect(await about('image.copy', { imageId })).toBe(name);
});
