import { fail } from '@virtfleet/contracts/errors';
import { operationSteps } from '@virtfleet/contracts/operation';
import { makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, makeFleet } from '../test/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
  await fleet.startWorker();
});
afterEach(() => fleet.close());

const namesOf = async (operationId: string) => (await fleet.stepsOf(operationId)).map((step) => step.name);
const vmOf = (id: string) => fleet.db.vm.findUniqueOrThrow({ where: { id } });

test('stop asks the guest first; force pulls the plug at once; start brings it back', async () => {
  const vm = await fleet.existingVm();
  const stop = await fleet.enqueue('vm.stop', vm.id);
  expect((await fleet.ended(stop)).status).toBe('done');
  expect(await namesOf(stop)).toEqual(['shut down guest', 'mark stopped']);
  expect(await vmOf(vm.id)).toMatchObject({ powerState: 'stopped', powerReason: 'shutdown', taskState: null });

  const start = await fleet.enqueue('vm.start', vm.id);
  expect((await fleet.ended(start)).status).toBe('done');
  expect(await namesOf(start)).toEqual(operationSteps['vm.start']);
  expect(await vmOf(vm.id)).toMatchObject({ powerState: 'running', powerReason: 'booted' });

  const force = await fleet.enqueue('vm.stop', vm.id, { vmId: vm.id, force: true });
  await fleet.ended(force);
  expect(await namesOf(force)).toEqual(['force off', 'mark stopped']);
  expect(await vmOf(vm.id)).toMatchObject({ powerState: 'stopped', powerReason: 'destroyed' });
});

test('a guest that can not hear is forced off', async () => {
  const vm = await fleet.existingVm();
  await fleet.host.virsh(['suspend', vm.domainName]);
  const stop = await fleet.enqueue('vm.stop', vm.id);
  expect((await fleet.ended(stop)).status).toBe('done');
  expect(await namesOf(stop)).toEqual(operationSteps['vm.stop']);
});

test('what fails ends with the reason, nothing under way, and the state that the host shows', async () => {
  const vm = await fleet.existingVm();
  await fleet.db.vm.update({ where: { id: vm.id }, data: { taskState: 'rebooting', powerState: 'stopped' } });
  fleet.meddle = (action) => {
    if (action === 'reboot') throw fail('command_failed', 'the monitor does not answer');
  };
  const reboot = await fleet.enqueue('vm.reboot', vm.id);
  expect(await fleet.ended(reboot)).toMatchObject({ status: 'failed', error: 'the monitor does not answer' });
  expect(await vmOf(vm.id)).toMatchObject({ taskState: null, failure: null, powerState: 'running' });
});

test('delete leaves nothing on the host, and of the rows only the history', async () => {
  const empty = await fleet.reserved();
  const { vm, operationId } = await fleet.askForVm();
  await fleet.ended(operationId);
  const remove = await fleet.enqueue('vm.delete', vm.id);
  expect((await fleet.ended(remove)).status).toBe('done');
  expect(await namesOf(remove)).toEqual(operationSteps['vm.delete']);

  expect(fleet.domainState(vm.domainName)).toBe('absent');
  expect(fleet.disks()).toEqual([]);
  const after = await fleet.db.vm.findUniqueOrThrow({
    where: { id: vm.id },
    include: { ports: true, volumes: true, files: true, operations: true },
  });
  expect(after).toMatchObject({
    taskState: null,
    powerState: 'absent',
    userDataId: null,
    ports: [],
    volumes: [],
    files: [],
  });
  expect(after.deletedAt).not.toBeNull();
  expect(after.operations).toHaveLength(2);
  expect(await fleet.db.secret.count()).toBe(0);
  expect(await fleet.reserved()).toEqual(empty);
});

test('a rename whose name someone else took meanwhile fails, and nothing has changed', async () => {
  const vm = await fleet.existingVm('stopped');
  const before = fleet.titles(vm.domainName);
  fleet.meddle = async (action, moment) => {
    if (action === 'setTitle' && moment === 'after') await takeName();
  };
  const takeName = async () => {
    fleet.meddle = () => {};
    await makeVm(fleet.db, { name: 'shop-01', projectId: vm.projectId });
  };
  const rename = await fleet.enqueue('vm.rename', vm.id, { vmId: vm.id, name: 'shop-01' });
  expect(await fleet.ended(rename)).toMatchObject({
    status: 'failed',
    error: 'This project has a VM named shop-01 already',
  });
  expect(await namesOf(rename)).toEqual(['set title', 'undo: set title']);
  expect(await vmOf(vm.id)).toMatchObject({ name: vm.name, hostname: null, taskState: null });
  expect(fleet.titles(vm.domainName)).toEqual(before);

  const again = await fleet.enqueue('vm.rename', vm.id, { vmId: vm.id, name: 'shop-02' });
  expect((await fleet.ended(again)).status).toBe('done');
  expect(await vmOf(vm.id)).toMatchObject({ name: 'shop-02', hostname: vm.name });
});

test('a VM that could not be created is deleted without giving back twice what it held', async () => {
  await fleet.existingVm();
  const held = await fleet.reserved();
  fleet.meddle = (action) => {
    if (action === 'define') throw fail('command_failed', 'no');
  };
  const { vm, operationId } = await fleet.askForVm();
  await fleet.ended(operationId);
  fleet.meddle = () => {};
  await fleet.ended(await fleet.enqueue('vm.delete', vm.id));
  expect(await fleet.reserved()).toEqual(held);
});

test('an image is copied once, and again when the host lost it', async () => {
  const copy = async () => {
    expect((await fleet.ended(await fleet.copyImage())).status).toBe('done');
    return (await fleet.db.imageCopy.findFirstOrThrow()).volumeName;
  };
  const first = await copy();
  expect(await copy()).toBe(first);
  fleet.host.machine.pool.volumes.clear();
  expect(await copy()).not.toBe(first);
  await eventually(() => fleet.volumes().length === 1, 'one copy');
});
