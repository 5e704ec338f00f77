import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testDatabase } from '@virtfleet/testing/database';
import { makeNetwork, makeOperation, makeProject, makeVm } from '@virtfleet/testing/factories';
import pg from 'pg';
import { expect, test } from 'vitest';
import { diffToSchema, withEngine } from './engine.ts';

const migrateScript = new URL('./migrate.ts', import.meta.url).pathname;

const migrate = async (url: string) =>
  (await promisify(execFile)(process.execPath, [migrateScript], { env: { ...process.env, DATABASE_URL: url } })).stdout;

test('migrations lead to what the schema says, and are applied once', async () => {
  const { url, drop } = await testDatabase();
  try {
    const change = await withEngine(url, (engine) => diffToSchema(engine, 'database'));
    expect(change.trim(), 'the schema changed without a migration').toBe('-- This is an empty migration.');
    expect(await migrate(url)).toBe('');
  } finally {
    await drop();
  }
});

test('several that start at once migrate a new database once', async () => {
  const { url, drop } = await testDatabase();
  await drop();
  try {
    const outputs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(outputs.filter((text) => text.includes('applied'))).toHaveLength(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('SELECT finished_at FROM _prisma_migrations');
    await client.end();
    expect(rows.every((row) => row.finished_at !== null)).toBe(true);
  } finally {
    await drop();
  }
});

test('a migration that was cut off is begun again', async () => {
  const { url, drop } = await testDatabase();
  try {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    // As a kill in the middle of the first one leaves it: its row, and nothing of what it does.
    await client.query(`CREATE SCHEMA aside; ALTER TABLE _prisma_migrations SET SCHEMA aside; DROP SCHEMA public CASCADE;
      CREATE SCHEMA public; ALTER TABLE aside._prisma_migrations SET SCHEMA public;
      DELETE FROM _prisma_migrations WHERE migration_name <> (SELECT min(migration_name) FROM _prisma_migrations);
      UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0`);
    await client.end();
    expect(await migrate(url)).toContain('_inventory applied');
    expect(await migrate(url)).toBe('');
  } finally {
    await drop();
  }
});

test('what the schema cannot say holds too', async () => {
  const { db, drop } = await testDatabase();
  try {
    const vm = await makeVm(db);
    await makeOperation(db, { kind: 'vm.stop', vmId: vm.id, status: 'running' });
    await makeOperation(db, { kind: 'vm.start', vmId: vm.id });
    const second = makeOperation(db, { kind: 'vm.reboot', vmId: vm.id, status: 'undoing' });
    await expect(second, 'two operations under way for one VM').rejects.toThrow('Unique constraint');

    const { name, projectId } = vm;
    await expect(makeVm(db, { name, projectId }), 'two VMs of one name').rejects.toThrow('Unique constraint');
    await db.vm.update({ where: { id: vm.id }, data: { deletedAt: new Date() } });
    await makeVm(db, { name, projectId });

    const tooMuchFreed = db.hostReservation.update({ where: { hostId: vm.hostId }, data: { vcpus: { decrement: 9 } } });
    await expect(tooMuchFreed).rejects.toThrow('host_reservation_not_negative');
    const { id: privateTo } = await makeProject(db);
    await makeNetwork(db, { projectId: privateTo });
    const leftToAll = db.project.delete({ where: { id: privateTo } });
    await expect(leftToAll, 'a project that goes would leave its network to everyone').rejects.toThrow(
      'network_project',
    );

    const numbers = await db.$queryRaw`SELECT nextval('fence') AS fence, nextval('observation') AS observation`;
    expect(numbers).toEqual([{ fence: 1n, observation: 1n }]);
  } finally {
    await drop();
  }
});
