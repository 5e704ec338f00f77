import { newId } from '@virtfleet/contracts/ids';
import { listen } from '@virtfleet/db/notify';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { deleteVm } from './delete.ts';
import { rebootVm } from './reboot.ts';
import { startVm } from './start.ts';
import { stopVm } from './stop.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

async function setting(vm: Parameters<typeof makeVm>[1] = {}, host: Parameters<typeof makeHost>[1] = {}) {
  const project = await makeProject(t.db);
  const { id: hostId } = await makeHost(t.db, host);
  const made = await makeVm(t.db, { name: 'web-01', projectId: project.id, hostId, ...vm });
  const actor = await actorIn(t.db, { [project.id]: 'member' });
  return { ctx: testContext(t.db), project, actor, hostId, vmId: made.id };
}

const operationsOf = (vmId: string) => t.db.operation.findMany({ where: { vmId } });
const stateOf = (vmId: string) =>
  t.db.vm.findUniqueOrThrow({ where: { id: vmId }, select: { taskState: true, wantedPower: true } });

type Setting = Awaited<ReturnType<typeof setting>>;
const stopped = { powerState: 'stopped', wantedPower: 'off' } as const;
const table = [
  ['start', stopped, startVm, {}, 'vm.start', 'starting', 'on', {}],
  ['stop', {}, stopVm, { force: false }, 'vm.stop', 'stopping', 'off', { force: false }],
  ['force off', {}, stopVm, { force: true }, 'vm.stop', 'stopping', 'off', { force: true }],
  ['reboot', {}, rebootVm, {}, 'vm.reboot', 'rebooting', 'on', {}],
  ['delete', {}, deleteVm, { confirmName: 'web-01' }, 'vm.delete', 'deleting', 'off', {}],
] as const;

describe.each(table)('%s', (_, vm, service, extra, kind, taskState, wantedPower, input) => {
  const act = ({ ctx, actor, vmId }: Setting) => service(ctx, actor, { vmId, force: false, confirmName: '', ...extra });

  test('queues the operation and says what is being done', async () => {
    const s = await setting(vm);
    const { operationId } = await act(s);
    expect(await stateOf(s.vmId)).toEqual({ taskState, wantedPower });
    expect(await operationsOf(s.vmId)).toMatchObject([
      {
        id: operationId,
        kind,
        input: { vmId: s.vmId, ...input },
        hostId: s.hostId,
        subject: `vm:${s.vmId}`,
        vmId: s.vmId,
        projectId: s.project.id,
        userId: s.actor.userId,
        status: 'pending',
      },
    ]);
  });

  test('clicked five times at once, it is done once', async () => {
    const s = await setting(vm);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => act(s)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'not_allowed_now' });
    expect(await operationsOf(s.vmId)).toHaveLength(1);
  });

  test.each([
    ['while something else is done', { taskState: 'rebooting' }, {}, /It is rebooting/],
    ['while its host is silent', {}, { state: 'unreachable' }, /host is unreachable: silent since/],
  ] as const)('is refused %s, with the reason', async (_when, change, host, reason) => {
    const s = await setting({ ...vm, ...change }, host);
    const error = await failure(act(s));
    expect(error.code).toBe('not_allowed_now');
    expect(error.message).toMatch(reason);
    expect(await operationsOf(s.vmId)).toHaveLength(0);
  });

  test('is refused to whom it does not belong, and when it is gone', async () => {
    const s = await setting(vm);
    const viewer = await actorIn(t.db, { [s.project.id]: 'viewer' });
    expect(await failure(act({ ...s, actor: await actorIn(t.db, {}) }))).toMatchObject({ code: 'not_found' });
    expect(await failure(act({ ...s, actor: viewer }))).toMatchObject({ code: 'read_only' });
    expect(await failure(act({ ...s, vmId: newId() }))).toMatchObject({ code: 'not_found' });
    await t.db.vm.update({ where: { id: s.vmId }, data: { deletedAt: new Date() } });
    expect(await failure(act(s))).toMatchObject({ code: 'not_found' });
    expect(await operationsOf(s.vmId)).toHaveLength(0);
  });
});

test('start is refused when it runs, stop when it does not', async () => {
  const running = await setting();
  expect((await failure(startVm(running.ctx, running.actor, { vmId: running.vmId }))).message).toBe(
    'It is already running',
  );
  const off = await setting(stopped);
  for (const force of [false, true])
    expect((await failure(stopVm(off.ctx, off.actor, { vmId: off.vmId, force }))).message).toBe('It is not running');
});

test('a delete wants the name exactly', async () => {
  const s = await setting();
  for (const confirmName of ['', 'web-0', 'WEB-01', 'web-01 '])
    expect(await failure(deleteVm(s.ctx, s.actor, { vmId: s.vmId, confirmName }))).toMatchObject({
      code: 'invalid_input',
      field: 'confirmName',
    });
  expect(await operationsOf(s.vmId)).toHaveLength(0);
  expect((await stateOf(s.vmId)).taskState).toBeNull();
});

test('a VM that could not be created can still be deleted', async () => {
  const s = await setting({ failure: 'no space in pool', powerState: 'unknown' });
  await deleteVm(s.ctx, s.actor, { vmId: s.vmId, confirmName: 'web-01' });
  expect((await stateOf(s.vmId)).taskState).toBe('deleting');
});

test('worker and browsers are told, and only once it is committed', async () => {
  const s = await setting(stopped);
  const onWork = vi.fn();
  const onChanges = vi.fn();
  const listener = await listen(t.url, { onWork, onChanges });
  try {
    await failure(stopVm(s.ctx, s.actor, { vmId: s.vmId, force: false }));
    const { operationId } = await startVm(s.ctx, s.actor, { vmId: s.vmId });
    await vi.waitFor(() => expect(onChanges).toHaveBeenCalled());
    expect(onWork.mock.calls).toEqual([[s.hostId]]);
    expect(onChanges.mock.calls).toEqual([
      [
        [
          { kind: 'vms', id: s.vmId, projectId: s.project.id },
          { kind: 'operations', id: operationId, projectId: s.project.id },
        ],
      ],
    ]);
  } finally {
    await listener.close();
  }
});
