import { newId } from '@virtfleet/contracts/ids';
import type { Actor } from '@virtfleet/domain/authz';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeFlavor, makeHost, makeImage, makeNetwork, makeProject } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorIn, createVm, failure, testContext } from '../test-helpers.ts';
import { deleteVm } from '../vms/delete.ts';
import { startVm } from '../vms/start.ts';
import { stopVm } from '../vms/stop.ts';
import { cancelOperation } from './cancel.ts';
import { retryOperation } from './retry.ts';
import { writeOffOperation } from './write-off.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

/** A VM whose creation was just asked for, and who may do what with it. */
async function setting() {
  const ctx = testContext(t.db);
  const { id: projectId } = await makeProject(t.db);
  await t.db.host.updateMany({ data: { state: 'unreachable' } });
  const host = await makeHost(t.db);
  const [member, viewer, stranger] = [
    await actorIn(t.db, { [projectId]: 'member' }),
    await actorIn(t.db, { [projectId]: 'viewer' }),
    await actorIn(t.db, {}),
  ];
  const admin: Actor = { ...(await actorIn(t.db, {})), isAdmin: true };
  const { vmId, operationId } = await createVm(ctx, member, {
    projectId,
    requestId: newId(),
    name: 'web-01',
    flavorId: (await makeFlavor(t.db)).id,
    imageId: (await makeImage(t.db)).id,
    networkId: (await makeNetwork(t.db)).id,
    diskGib: 2,
    loginUser: 'ada',
    keypairIds: [],
    userData: '',
    custom: null,
    start: true,
  });
  return { ctx, host, member, viewer, stranger, admin, vmId, operationId };
}

const operation = (id: string) => t.db.operation.findUniqueOrThrow({ where: { id } });
const vmOf = (id: string) => t.db.vm.findUniqueOrThrow({ where: { id }, include: { ports: true } });
const becomes = (id: string, status: 'running' | 'stuck' | 'done') =>
  t.db.operation.update({ where: { id }, data: { status } });

test('a create that nobody has begun is cancelled at once, and holds nothing more', async () => {
  const { ctx, host, member, vmId, operationId } = await setting();
  await cancelOperation(ctx, member, { operationId });
  expect(await operation(operationId)).toMatchObject({ status: 'cancelled', endedAt: expect.any(Date) });
  expect(await vmOf(vmId)).toMatchObject({ taskState: null, failure: 'Cancelled', ports: [{ address: null }] });
  const reserved = await t.db.hostReservation.findUniqueOrThrow({ where: { hostId: host.id } });
  expect(reserved).toMatchObject({ vcpus: 0, memoryMib: 0, diskGib: 0 });
  expect(await failure(cancelOperation(ctx, member, { operationId }))).toMatchObject({ message: 'It is over' });
});

test('one that runs is asked to stop; ten clicks ask once', async () => {
  const { ctx, member, operationId } = await setting();
  await becomes(operationId, 'running');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => cancelOperation(ctx, member, { operationId })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const o of outcomes)
    if (o.status === 'rejected')
      expect(o.reason).toMatchObject({ code: 'not_allowed_now', message: 'It is being cancelled already' });
  expect(await operation(operationId)).toMatchObject({ status: 'running', cancelRequestedAt: expect.any(Date) });
});

test('a VM is not deleted while it is created, which says what to do; once cancelled, it is', async () => {
  const { ctx, member, vmId, operationId } = await setting();
  const remove = () => deleteVm(ctx, member, { vmId, confirmName: 'web-01' });
  expect(await failure(remove())).toMatchObject({
    code: 'not_allowed_now',
    message: 'It is being created: cancel that first',
  });
  await cancelOperation(ctx, member, { operationId });
  const { operationId: deletion } = await remove();
  expect(await failure(cancelOperation(ctx, member, { operationId: deletion }))).toMatchObject({
    code: 'not_allowed_now',
  });
});

test('a VM is not stopped while it starts; the start can be cancelled', async () => {
  const { ctx, member, vmId, operationId } = await setting();
  await becomes(operationId, 'done');
  await t.db.vm.update({ where: { id: vmId }, data: { taskState: null, powerState: 'stopped' } });
  const { operationId: start } = await startVm(ctx, member, { vmId });
  expect(await failure(stopVm(ctx, member, { vmId, force: true }))).toMatchObject({ message: 'It is starting' });
  await cancelOperation(ctx, member, { operationId: start });
  expect(await vmOf(vmId)).toMatchObject({ taskState: null, failure: null });
});

test('cancel is for members; what is not theirs is not there', async () => {
  const { ctx, viewer, stranger, admin, operationId } = await setting();
  expect(await failure(cancelOperation(ctx, viewer, { operationId }))).toMatchObject({ code: 'read_only' });
  expect(await failure(cancelOperation(ctx, stranger, { operationId }))).toMatchObject({ code: 'not_found' });
  expect(await failure(cancelOperation(ctx, admin, { operationId: newId() }))).toMatchObject({ code: 'not_found' });
  expect(await operation(operationId)).toMatchObject({ status: 'pending' });
  await cancelOperation(ctx, admin, { operationId });
});

test('what is stuck is tried again or written off by an admin, and by nobody else', async () => {
  const { ctx, host, member, admin, vmId, operationId } = await setting();
  for (const act of [retryOperation, writeOffOperation])
    expect(await failure(act(ctx, admin, { operationId }))).toMatchObject({ message: 'It is not stuck' });
  await becomes(operationId, 'stuck');
  for (const act of [retryOperation, writeOffOperation])
    expect(await failure(act(ctx, member, { operationId }))).toMatchObject({ code: 'not_found' });
  expect(await failure(cancelOperation(ctx, member, { operationId }))).toMatchObject({ code: 'not_allowed_now' });

  const tomorrow = new Date(Date.now() + 86_400_000);
  await t.db.operation.update({ where: { id: operationId }, data: { runAfter: tomorrow } });
  await retryOperation(ctx, admin, { operationId });
  const again = await operation(operationId);
  expect(again.status).toBe('stuck');
  expect(again.runAfter.getTime()).toBeLessThan(tomorrow.getTime());

  await writeOffOperation(ctx, admin, { operationId });
  expect(await operation(operationId)).toMatchObject({ status: 'failed' });
  // Its capacity is free; its address is not, for it may still be used on the host.
  const vm = await vmOf(vmId);
  expect(vm.failure).toContain('Written off');
  expect(vm.ports[0]?.address).not.toBeNull();
  const reserved = await t.db.hostReservation.findUniqueOrThrow({ where: { hostId: host.id } });
  expect(reserved).toMatchObject({ vcpus: 0, memoryMib: 0, diskGib: 0 });
});
