// A worker process killed at each step of a real create: the next one finds the VM whole, or leaves nothing of it. Environment: lab-fixture.ts.
import { once } from 'node:events';
import { operationSteps } from '@virtfleet/contracts/operation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type LabFixture, labFixture } from './lab-fixture.ts';

let lab: LabFixture;
beforeAll(async () => {
  lab = await labFixture();
});
afterAll(() => lab.close());

test.each(operationSteps['vm.create'])('killed at "%s"', async (name) => {
  const { db } = lab;
  await lab.forgetImage();
  const before = await db.hostReservation.findUniqueOrThrow({ where: { hostId: lab.hostId } });
  const worker = lab.startWorker();
  await lab.hostIsUp();
  const { vm, operationId } = await lab.askForVm();
  // The last step is one commit: it is seen only when it is over.
  await eventually(async () => (await db.step.findFirst({ where: { operationId, name } })) !== null, name, 60_000);
  worker.kill('SIGKILL');
  await once(worker, 'exit');

  const second = lab.startWorker();
  const operation = await lab.ended(operationId, 90_000);
  expect(operation).toMatchObject({ status: 'done', error: null });
  expect(lab.virsh('domstate', vm.domainName)).toBe('running');
  expect(await db.vm.findUniqueOrThrow({ where: { id: vm.id } })).toMatchObject({
    powerState: 'running',
    taskState: null,
    failure: null,
  });

  expect((await lab.ended(await lab.enqueue('vm.delete', vm.id))).status).toBe('done');
  expect(lab.volumes()).not.toContain(vm.id);
  expect(lab.virsh('list', '--all', '--name')).not.toContain(vm.id);
  expect(await db.hostReservation.findUniqueOrThrow({ where: { hostId: lab.hostId } })).toEqual(before);
  const gone = once(second, 'exit');
  second.kill('SIGTERM');
  await gone;
});
