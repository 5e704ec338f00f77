import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from './database.ts';
import { makeImageCopy, makeKeypair, makeOperation, makeSession, makeUser, makeVm } from './factories.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

test('every factory makes what it names, with all that it refers to', async () => {
  const vm = await makeVm(t.db);
  await makeOperation(t.db, { kind: 'vm.start', vmId: vm.id });
  await makeImageCopy(t.db, vm);
  await makeKeypair(t.db, { projectId: vm.projectId });
  await makeSession(t.db);
  await makeUser(t.db, { roles: { [vm.projectId]: 'owner' }, password: 'pencil' });
  const found = await t.db.vm.findUniqueOrThrow({
    where: { id: vm.id },
    include: { ports: true, volumes: true, files: true },
  });
  expect(found.ports[0]?.address).toBe('10.77.0.10');
  expect(found.volumes).toHaveLength(1);
  expect(found.files).toHaveLength(1);
});

test('two test databases know nothing of each other', async () => {
  const other = await testDatabase();
  try {
    expect(await other.db.vm.count()).toBe(0);
  } finally {
    await other.drop();
  }
});
