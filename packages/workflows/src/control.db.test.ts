import { Readable } from 'node:stream';
import { requestCancel, tryAgain, writeOff } from '@virtfleet/db/operations-control';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, makeFleet } from '../test/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
});
afterEach(() => fleet.close());

const cancel = (id: string) => fleet.db.$transaction((tx) => requestCancel(tx, id));
const stepRuns = (operationId: string, name: string) =>
  eventually(
    async () => (await fleet.db.step.count({ where: { operationId, name, status: 'running' } })) > 0,
    `step ${name} does not run`,
  );

/** An image whose bytes stop coming; `flowing` says whether anybody still reads. */
function endlessImage() {
  const state = { flowing: false };
  const open = () =>
    new Readable({
      read() {
        if (!state.flowing) this.push(Buffer.alloc(1024));
        state.flowing = true;
      },
      destroy(_error, done) {
        state.flowing = false;
        done(null);
      },
    });
  return { state, open };
}

test('a cancel stops an upload at once, and a create is undone', async () => {
  const empty = await fleet.reserved();
  const image = endlessImage();
  const { size } = fleet.objects;
  fleet.objects = { size, open: image.open };
  await fleet.startWorker();
  const { vm, operationId } = await fleet.askForVm();
  await eventually(() => image.state.flowing, 'no upload');
  // One that waits for the same upload leaves its turn as well.
  const waiting = await fleet.askForVm();
  await stepRuns(waiting.operationId, 'ensure image');

  expect(await cancel(waiting.operationId)).toBe('asked');
  expect((await fleet.ended(waiting.operationId)).status).toBe('cancelled');
  expect(await cancel(operationId)).toBe('asked');
  const from = performance.now();
  expect(await fleet.ended(operationId)).toMatchObject({ status: 'cancelled', error: 'Cancelled' });
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(image.state.flowing).toBe(false);
  expect(fleet.volumes()).toEqual([]);
  expect(await fleet.vmOf(vm.id)).toMatchObject({ taskState: null, failure: 'Cancelled', ports: [{ address: null }] });
  expect(await fleet.reserved()).toEqual(empty);
  expect(await cancel(operationId)).toBeNull();
});

test('a cancel ends the wait for a guest that does not go down, and leaves the VM as it is', async () => {
  const vm = await fleet.existingVm();
  fleet.host.guest.ignoreAcpi(vm.domainName);
  await fleet.startWorker();
  const stop = await fleet.enqueue('vm.stop', vm.id);
  await stepRuns(stop, 'shut down guest');
  await cancel(stop);
  expect((await fleet.ended(stop)).status).toBe('cancelled');
  expect(await fleet.vmOf(vm.id)).toMatchObject({ taskState: null, powerState: 'running', failure: null });
});

test('a step that can not stop half way is finished, and the next one refuses', async () => {
  await fleet.startWorker();
  let id = '';
  fleet.meddle = async (action, moment) => {
    if (action !== 'define' || moment !== 'before') return;
    await cancel(id);
  };
  const asked = await fleet.askForVm();
  id = asked.operationId;
  expect((await fleet.ended(id)).status).toBe('cancelled');
  const steps = await fleet.stepsOf(id);
  expect(steps.find(({ name }) => name === 'define domain')?.status).toBe('done');
  expect(steps.some(({ name }) => name === 'start domain')).toBe(false);
  expect([fleet.domainState(asked.vm.domainName), fleet.disks()]).toEqual(['absent', []]);
});

test('what nobody has begun is cancelled without its host, and a delete asked for with it goes on', async () => {
  const empty = await fleet.reserved();
  const { vm, operationId } = await fleet.askForVm();
  expect(await cancel(operationId)).toBe('ended');
  expect(await fleet.vmOf(vm.id)).toMatchObject({ taskState: null, failure: 'Cancelled', ports: [{ address: null }] });
  expect(await fleet.reserved()).toEqual(empty);

  await fleet.startWorker();
  const second = await fleet.askForVm();
  await cancel(second.operationId);
  await fleet.db.vm.update({ where: { id: second.vm.id }, data: { taskState: 'deleting' } });
  expect((await fleet.ended(await fleet.enqueue('vm.delete', second.vm.id))).status).toBe('done');
  expect(await fleet.vmOf(second.vm.id)).toMatchObject({ taskState: null, powerState: 'absent' });
  expect(fleet.disks()).toEqual([]);
  expect(await fleet.reserved()).toEqual(empty);
});

/** A create that its host can neither finish nor undo. */
async function stuckCreate() {
  fleet.meddle = (action) => {
    if (action !== 'start') return;
    fleet.meddle = () => {};
    fleet.host.cut();
  };
  const { vm, operationId } = await fleet.askForVm();
  await fleet.statusIs(operationId, 'stuck');
  return { vm, operationId };
}

test('what is stuck is tried again when somebody says so', async () => {
  await fleet.startWorker();
  const fault = fleet.host.faults.failOn('undefine', { times: 3 });
  fleet.host.faults.failOn('start');
  const { operationId } = await fleet.askForVm();
  await fleet.statusIs(operationId, 'stuck');
  expect(fault.hits).toBe(3);
  expect(await fleet.db.$transaction((tx) => tryAgain(tx, operationId))).toBe(true);
  expect((await fleet.ended(operationId)).status).toBe('failed');
  expect(fleet.disks()).toEqual([]);
  expect(await fleet.db.$transaction((tx) => tryAgain(tx, operationId))).toBe(false);
});

test('what is written off frees its capacity at once, and its address when its host is seen without it', async () => {
  const empty = await fleet.reserved();
  await fleet.startWorker();
  const { vm, operationId } = await stuckCreate();
  expect(await fleet.db.$transaction((tx) => writeOff(tx, operationId))).toBe(true);
  expect(await fleet.reserved()).toEqual(empty);
  const after = await fleet.vmOf(vm.id);
  expect(after).toMatchObject({ taskState: null, failure: expect.stringContaining('Written off') });
  expect(after.ports[0]?.address).not.toBeNull();
  expect(await fleet.db.operation.findUniqueOrThrow({ where: { id: operationId } })).toMatchObject({
    status: 'failed',
  });

  // Its domain is there yet: the address may be in use.
  fleet.host.heal();
  await eventually(async () => (await fleet.vmOf(vm.id)).powerState === 'stopped', 'its domain is not seen');
  expect((await fleet.vmOf(vm.id)).ports[0]?.address).not.toBeNull();
  fleet.host.cut();
  await fleet.host.virsh(['undefine', vm.domainName]);
  fleet.host.heal();
  await eventually(async () => (await fleet.vmOf(vm.id)).ports[0]?.address === null, 'its address is not free');

  expect((await fleet.ended(await fleet.enqueue('vm.delete', vm.id))).status).toBe('done');
  expect(fleet.disks()).toEqual([]);
  expect(await fleet.reserved()).toEqual(empty);
});
