// Two worker processes and one real host: what happens when the one that owns it is frozen or killed. Environment: lab-fixture.ts.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type LabFixture, labFixture } from './lab-fixture.ts';

let lab: LabFixture;
beforeAll(async () => {
  lab = await labFixture();
});
afterAll(() => lab.close());

const owner = async () => (await lab.db.hostLease.findUniqueOrThrow({ where: { hostId: lab.hostId } })).workerId;
const stepRuns = (operationId: string, name: string) =>
  eventually(
    async () => (await lab.db.step.findFirst({ where: { operationId, name, status: 'running' } })) !== null,
    `step ${name}`,
    60_000,
  );

/** Starts a create, does that to its worker in the middle of the upload, and waits until another one finishes it. */
async function takeOver(first: ChildProcess, signal: 'SIGSTOP' | 'SIGKILL') {
  await lab.forgetImage();
  const { vm, operationId } = await lab.askForVm();
  await stepRuns(operationId, 'ensure image');
  const before = await owner();
  first.kill(signal);
  const from = performance.now();
  const second = lab.startWorker();
  await eventually(
    async () => {
      const operation = await lab.db.operation.findUniqueOrThrow({ where: { id: operationId } });
      return operation.workerId !== before && (await owner()) === operation.workerId;
    },
    'another worker owns the host and the operation',
    15_000,
  );
  console.log(`${signal}: taken over after ${Math.round(performance.now() - from)} ms`);
  expect(await lab.ended(operationId)).toMatchObject({ status: 'done', error: null });
  expect(lab.virsh('domstate', vm.domainName)).toBe('running');
  return { second, vm, operationId };
}

test('one that is frozen loses its host, and wakes up to do and write nothing', async () => {
  const first = lab.startWorker();
  await lab.hostIsUp();
  const { second, vm, operationId } = await takeOver(first, 'SIGSTOP');

  const journal = await lab.db.step.findMany({ where: { operationId }, orderBy: { seq: 'asc' } });
  const exited = once(first, 'exit');
  first.kill('SIGCONT');
  expect((await exited)[0]).toBe(1);
  expect(await lab.db.step.findMany({ where: { operationId }, orderBy: { seq: 'asc' } })).toEqual(journal);
  expect(lab.virsh('domstate', vm.domainName)).toBe('running');
  const recorded = (await lab.db.imageCopy.findMany()).map(({ volumeName }) => volumeName);
  expect(new Set(lab.copies())).toEqual(new Set(recorded));

  await lab.ended(await lab.enqueue('vm.delete', vm.id));
  const next = await takeOver(second, 'SIGKILL');
  await lab.ended(await lab.enqueue('vm.delete', next.vm.id));
  expect(lab.volumes()).not.toContain(next.vm.id);
}, 300_000);
