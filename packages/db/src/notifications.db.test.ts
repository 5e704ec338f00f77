import { newId } from '@virtfleet/contracts/ids';
import type { ChangeKey } from '@virtfleet/contracts/views';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeOperation, makeUser, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listNotifications, notify, readNotifications } from './notifications.ts';
import { listen } from './notify.ts';
import { tellAsker } from './operation-news.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const someone = async () => (await makeUser(t.db)).id;
const tell = (userId: string, title = 'Create web-01 failed', href = '/projects/shop/operations/1') =>
  notify(t.db, { userId, kind: 'operation.failed', title, href });

test('a person is told with the transaction, in their own stream, and another is not', async () => {
  const [ada, bob] = [await someone(), await someone()];
  const heard: ChangeKey[] = [];
  const listener = await listen(t.url, { onChanges: (keys) => heard.push(...keys) });
  await expect(
    t.db.$transaction(async (tx) => {
      await notify(tx, { userId: bob, kind: 'operation.done', title: 'never', href: '/' });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await tell(ada);
  await vi.waitFor(() => expect(heard).toEqual([{ kind: 'notifications', userId: ada }]));
  expect(await listNotifications(t.db, ada)).toMatchObject({
    unread: 1,
    items: [{ title: 'Create web-01 failed', body: null, readAt: null }],
  });
  expect(await listNotifications(t.db, bob)).toEqual({ unread: 0, items: [] });
  await listener.close();
});

test('one marks one’s own as read, some or all, and nobody else’s', async () => {
  const [ada, bob] = [await someone(), await someone()];
  for (const title of ['a', 'b', 'c']) await tell(ada, title);
  await tell(bob, 'his');
  const ids = (await listNotifications(t.db, ada)).items.map(({ id }) => id);
  const his = (await listNotifications(t.db, bob)).items.map(({ id }) => id);
  await readNotifications(t.db, ada, { ids: [...ids.slice(0, 1), ...his, newId()] });
  expect((await listNotifications(t.db, ada)).unread).toBe(2);
  await readNotifications(t.db, ada, {});
  expect((await listNotifications(t.db, ada)).unread).toBe(0);
  expect((await listNotifications(t.db, bob)).unread).toBe(1);
});

test('the newest 200 are kept, and none that is older than 90 days', async () => {
  const [ada, bob] = [await someone(), await someone()];
  await tell(bob, 'his');
  const old = new Date(Date.now() - 91 * 86_400_000);
  await t.db.notification.createMany({
    data: Array.from({ length: 210 }, (_, i) => ({
      id: newId(Date.now() - 1000 + i),
      userId: ada,
      kind: 'operation.failed',
      title: `${i}`,
      href: '/',
      createdAt: i >= 205 ? old : new Date(),
    })),
  });
  await tell(ada, 'newest');
  const { items } = await listNotifications(t.db, ada, { limit: 500 });
  expect([items[0]?.title, items[1]?.title, items.at(-1)?.title]).toEqual(['newest', '204', '11']);
  expect((await listNotifications(t.db, bob)).items).toHaveLength(1);
});

test('a notification leads to a page of ours and nowhere else', async () => {
  const ada = await someone();
  for (const href of ['https://evil.org', '//evil.org', 'javascript:x'])
    await expect(tell(ada, 'x', href)).rejects.toThrow();
});

test('who asked for an operation hears of its end once, and is led to it', async () => {
  const ada = await someone();
  const vm = await makeVm(t.db, { name: 'web-01' });
  const { name: project } = await t.db.project.findUniqueOrThrow({ where: { id: vm.projectId } });
  const operation = await makeOperation(t.db, { kind: 'vm.create', vmId: vm.id, userId: ada, error: 'No space' });
  const nobodys = await makeOperation(t.db, { kind: 'vm.start', vmId: vm.id });
  for (const news of ['stuck', 'stuck', 'failed'] as const)
    await t.db.$transaction((tx) => tellAsker(tx, operation.id, news));
  await t.db.$transaction((tx) => tellAsker(tx, operation.id, 'done'));
  await t.db.$transaction((tx) => tellAsker(tx, nobodys.id, 'failed'));
  const { items } = await listNotifications(t.db, ada);
  expect(items.map(({ title, body, href }) => [title, body, href])).toEqual([
    ['Create web-01 is done', null, `/projects/${project}/vms/${vm.id}`],
    ['Create web-01 failed', 'No space', `/projects/${project}/operations/${operation.id}`],
    [
      'Create web-01 is stuck',
      expect.stringContaining('could not be undone'),
      `/projects/${project}/operations/${operation.id}`,
    ],
  ]);
});
