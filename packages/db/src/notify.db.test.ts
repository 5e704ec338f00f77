import type { ChangeKey } from '@virtfleet/contracts/views';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDb } from './client.ts';
import { createNotifier, listen, notifyChanges, notifyRevoked, notifyWork, renderChanges } from './notify.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

async function ear() {
  const heard = { changes: [] as ChangeKey[][], work: [] as string[], revoked: [] as string[], gaps: 0 };
  const listener = await listen(t.url, {
    onChanges: (keys) => heard.changes.push(keys),
    onWork: (hostId) => heard.work.push(hostId),
    onRevoked: (sessionId) => heard.revoked.push(sessionId),
    onGap: () => heard.gaps++,
  });
  return { heard, listener };
}

test('what a transaction tells is heard when it commits, never when it does not', async () => {
  const { heard, listener } = await ear();
  await expect(
    t.db.$transaction(async (tx) => {
      await notifyWork(tx, 'lost');
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await t.db.$transaction(async (tx) => {
    await notifyChanges(tx, [{ kind: 'vms', id: 'a', projectId: 'p' }]);
    await notifyChanges(tx, []);
    await notifyRevoked(tx, 's1');
    await notifyWork(tx, 'h1');
  });
  await vi.waitFor(() => expect(heard.work).toEqual(['h1']));
  expect(heard).toEqual({
    changes: [[{ kind: 'vms', id: 'a', projectId: 'p' }]],
    work: ['h1'],
    revoked: ['s1'],
    gaps: 0,
  });
  await listener.close();
});

test('a burst of changes is told once, each key once', async () => {
  const { heard, listener } = await ear();
  const notifier = createNotifier(t.db);
  for (let i = 0; i < 100; i++) notifier.changed({ kind: 'operations', id: `o${i % 3}` });
  await vi.waitFor(() => expect(heard.changes).toHaveLength(1));
  expect(heard.changes[0]?.map(({ id }) => id)).toEqual(['o0', 'o1', 'o2']);
  notifier.changed({ kind: 'hosts' });
  await notifier.close();
  await vi.waitFor(() => expect(heard.changes[1]).toEqual([{ kind: 'hosts' }]));
  await listener.close();
});

test('too many keys for one payload become their kinds', async () => {
  const keys: ChangeKey[] = Array.from({ length: 500 }, (_, i) => ({
    kind: i % 2 ? 'vms' : 'operations',
    id: `id-${i}`,
  }));
  expect(JSON.parse(renderChanges(keys))).toEqual([{ kind: 'operations' }, { kind: 'vms' }]);
  await notifyChanges(t.db, keys);
});

test('a cut connection is made again, says that there was a gap, and hears on', async () => {
  const { heard, listener } = await ear();
  await t.db.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'virtfleet-listen' AND datname = current_database()`;
  await vi.waitFor(() => expect(heard.gaps).toBe(1), { timeout: 5_000 });
  await notifyWork(t.db, 'h2');
  await vi.waitFor(() => expect(heard.work).toEqual(['h2']));
  await listener.close();
  await vi.waitFor(async () => expect(await listening()).toBe(0));
});

test('what is no message of ours counts as a gap', async () => {
  const { heard, listener } = await ear();
  for (const payload of ['{', '[{"kind":"secrets"}]'])
    await t.db.$executeRaw`SELECT pg_notify('virtfleet_changes', ${payload})`;
  await vi.waitFor(() => expect(heard.gaps).toBe(2));
  await listener.close();
});

test('what Postgres could not take is told when it is back', async () => {
  const { heard, listener } = await ear();
  const db = createDb(t.url, { applicationName: 'notifier' });
  const notifier = createNotifier(db);
  const name = new URL(t.url).pathname.slice(1);
  const admin = createDb(Object.assign(new URL(t.url), { pathname: '/postgres' }).href);
  await db.$queryRaw`SELECT 1`;
  await admin.$executeRawUnsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'notifier'`;
  notifier.changed({ kind: 'images' });
  await notifier.flush();
  await admin.$executeRawUnsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  expect(heard.changes).toEqual([]);
  await vi.waitFor(() => expect(heard.changes).toEqual([[{ kind: 'images' }]]), { timeout: 5_000 });
  await notifier.close();
  await db.$disconnect();
  await admin.$disconnect();
  await listener.close();
});

async function listening(): Promise<number> {
  const [row] = await t.db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'virtfleet-listen' AND datname = current_database()`;
  return row?.n ?? 0;
}
