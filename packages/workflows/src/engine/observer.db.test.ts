import { fail } from '@virtfleet/contracts/errors';
import { operationSteps } from '@virtfleet/contracts/operation';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, makeFleet } from '../../test/fleet.ts';
import type { WorkerObserver } from './observer.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
});
afterEach(() => fleet.close());

function counting() {
  const told = { steps: [] as string[], operations: [] as string[], commands: [] as string[], times: [] as number[] };
  const observer: WorkerObserver = {
    step: (kind, step, status, ms) => [told.steps.push(`${kind}: ${step}: ${status}`), told.times.push(ms)],
    operation: (kind, status, ms) => [told.operations.push(`${kind}: ${status}`), told.times.push(ms)],
    command: ([program = '', ...args], outcome, ms) => [
      told.commands.push(`${program} ${args[0] ?? ''}: ${outcome}`),
      told.times.push(ms),
    ],
  };
  return { told, observer };
}

test('each step, each command and each end is told once, with the time that it took', async () => {
  const { told, observer } = counting();
  const worker = await fleet.startWorker({ observer });
  const { operationId } = await fleet.askForVm();
  expect((await fleet.ended(operationId)).status).toBe('done');
  await eventually(async () => told.operations.length > 0, 'no end');
  expect(told.operations).toEqual(['vm.create: done']);
  expect(told.steps).toEqual(operationSteps['vm.create'].map((step) => `vm.create: ${step}: done`));
  expect(told.commands.filter((line) => line.includes('virsh')).length).toBeGreaterThan(3);
  expect(told.times.every((ms) => ms >= 0 && ms < 30_000)).toBe(true);
  expect(worker.hosts()).toEqual({ leased: 1, ready: 1 });
  await eventually(async () => worker.running() === 0, 'still running');
});

test('a step that fails is told so, and its undoing, and how the operation ended', async () => {
  const { told, observer } = counting();
  await fleet.startWorker({ observer });
  fleet.meddle = (action, moment) => {
    if (action === 'define' && moment === 'before') throw fail('command_failed', 'no');
  };
  const { operationId } = await fleet.askForVm();
  expect((await fleet.ended(operationId)).status).toBe('failed');
  await eventually(async () => told.operations.length > 0, 'no end');
  expect(told.operations).toEqual(['vm.create: failed']);
  expect(told.steps).toContain('vm.create: define domain: failed');
  expect(told.steps).toContain('vm.create: undo: create volumes: done');
});
