import type { CommandRecord } from '@virtfleet/contracts/command';
import { newId } from '@virtfleet/contracts/ids';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCommandLog } from './commands.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const ran = (more: Partial<CommandRecord> = {}): CommandRecord => ({
  argv: ['virsh', 'list'],
  ...{ stdinText: null, stdinBytes: null, stdinSha256: null, stdout: '', stderr: '', exitCode: 0, error: null },
  startedAt: new Date(),
  durationMs: 4.6,
  ...more,
});

test('keeps what Postgres can not take as it is, and cuts what nobody would read', async () => {
  const { db } = database;
  const host = await makeHost(db);
  const log = createCommandLog(db);
  const record = log.recorder({ hostId: host.id, operationId: null, stepName: null });
  record(ran({ stdout: `a\0b${'ä'.repeat(50_000)}` }));
  await log.close();
  const [row] = await db.command.findMany();
  expect(row?.stdout.startsWith('a\u{fffd}bää')).toBe(true);
  expect(row?.stdout).toMatch(/… \d+ bytes more$/);
  expect(row?.durationMs).toBe(5);
});

test('a record that is refused keeps none of the others back', async () => {
  const { db } = database;
  const host = await makeHost(db);
  const refused: unknown[] = [];
  const log = createCommandLog(db, { onError: (error) => refused.push(error) });
  const good = log.recorder({ hostId: host.id, operationId: null, stepName: null });
  const orphan = log.recorder({ hostId: newId(), operationId: null, stepName: null });
  for (let i = 0; i < 250; i++) good(ran());
  orphan(ran({ argv: ['nobody'] }));
  good(ran());
  await log.close();
  expect(await db.command.count()).toBe(251);
  expect(String(refused[0])).toContain('nobody');
});
