import { defaultQuota } from '@virtfleet/contracts/quota';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockQuota, quotaOf, setQuota } from './quotas.ts';
import { giveUpVm, markDeleted, writeOffVm } from './vm-outcomes.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const none = { vms: 0, vcpus: 0, memoryMib: 0, diskGib: 0 };

test('a project has the default until somebody sets another', async () => {
  const { id } = await makeProject(t.db);
  expect(await quotaOf(t.db, id)).toEqual({ limits: defaultQuota, used: none });
  expect(await t.db.$transaction((tx) => lockQuota(tx, id))).toEqual({ limits: defaultQuota, used: none });
  const limits = { vms: 0, vcpus: 1, memoryMib: 2, diskGib: 3 };
  await t.db.$transaction((tx) => setQuota(tx, id, limits));
  expect(await t.db.$transaction((tx) => lockQuota(tx, id))).toEqual({ limits, used: none });
});

test('a VM counts until it has failed, is written off or is gone; and no other project’s', async () => {
  const { id: projectId } = await makeProject(t.db);
  const size = { projectId, vcpus: 2, memoryMib: 512, diskGib: 3 };
  const [kept, failed, lost, gone] = [
    await makeVm(t.db, { ...size, taskState: 'creating' }),
    await makeVm(t.db, size),
    await makeVm(t.db, size),
    await makeVm(t.db, size),
  ];
  await makeVm(t.db);
  const usedNow = async () => (await quotaOf(t.db, projectId)).used;
  expect(await usedNow()).toEqual({ vms: 4, vcpus: 8, memoryMib: 2048, diskGib: 12 });
  await t.db.$transaction(async (tx) => {
    await giveUpVm(tx, failed.id, 'no space in pool', null);
    await writeOffVm(tx, lost.id, 'its host is gone');
    await markDeleted(tx, gone.id, { seq: '10', state: 'absent', reason: null });
  });
  expect(await usedNow()).toEqual({ vms: 1, vcpus: 2, memoryMib: 512, diskGib: 3 });
  expect(kept.taskState).toBe('creating');
});
