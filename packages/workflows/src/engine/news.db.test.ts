import { makeUser } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, makeFleet } from '../../test/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
});
afterEach(() => fleet.close());

/** A create that someone asked for, `agoS` ago. */
async function asked({ agoS = 0 } = {}) {
  const { id: userId } = await makeUser(fleet.db);
  const { vm, operationId } = await fleet.askForVm();
  const createdAt = new Date(Date.now() - agoS * 1000);
  await fleet.db.operation.update({ where: { id: operationId }, data: { userId, createdAt } });
  const told = () => fleet.db.notification.findMany({ where: { userId }, orderBy: { id: 'asc' } });
  return { vm, operationId, told };
}

test('who asked is told when it fails, with the reason, by the commit that ends it', async () => {
  const { vm, operationId, told } = await asked();
  fleet.meddle = (action) => {
    if (action === 'define') throw new Error('no room');
  };
  await fleet.startWorker();
  expect((await fleet.ended(operationId)).status).toBe('failed');
  const { error } = await fleet.db.operation.findUniqueOrThrow({ where: { id: operationId } });
  expect(await told()).toMatchObject([
    {
      kind: 'operation.failed',
      title: `Create ${vm.name} failed`,
      body: error,
      href: expect.stringMatching(`/operations/${operationId}$`),
    },
  ]);
});

test('a good end is news only to who waited long', async () => {
  const [short, long] = [await asked(), await asked({ agoS: 31 })];
  await fleet.startWorker();
  for (const { operationId } of [short, long])
    expect(await fleet.ended(operationId)).toMatchObject({ status: 'done', error: null });
  expect(await short.told()).toEqual([]);
  expect(await long.told()).toMatchObject([
    { kind: 'operation.done', href: expect.stringMatching(`/vms/${long.vm.id}$`) },
  ]);
});

test('what is stuck is told once, however often it is tried; what was cancelled is no news', async () => {
  const { operationId, told } = await asked();
  let broken = true;
  fleet.meddle = (action) => {
    if (action === 'define' || (action === 'removeVolumes' && broken)) throw new Error('not now');
  };
  const worker = await fleet.startWorker();
  await fleet.statusIs(operationId, 'stuck');
  const again = () => fleet.db.operation.update({ where: { id: operationId }, data: { runAfter: new Date(0) } });
  const attempts = async () => (await fleet.db.operation.findUniqueOrThrow({ where: { id: operationId } })).attempt;
  await again();
  await eventually(async () => (await attempts()) > 1, 'it was not tried again');
  await fleet.statusIs(operationId, 'stuck');
  expect((await told()).map(({ kind }) => kind)).toEqual(['operation.stuck']);
  broken = false;
  await again();
  await fleet.ended(operationId);
  expect((await told()).map(({ kind }) => kind)).toEqual(['operation.stuck', 'operation.failed']);
  await worker.stop();

  const cancelled = await asked({ agoS: 60 });
  await fleet.db.operation.update({
    where: { id: cancelled.operationId },
    data: { cancelRequestedAt: new Date() },
  });
  await fleet.startWorker();
  expect((await fleet.ended(cancelled.operationId)).status).toBe('cancelled');
  expect(await cancelled.told()).toEqual([]);
});
