import { randomBytes } from 'node:crypto';
import { createDb, type Db } from '@virtfleet/db/client';
import pg from 'pg';
import { inject } from 'vitest';
import { templateName } from './vitest-global.ts';

export type TestDatabase = {
  db: Db;
  url: string;
  /** Ends `db` and removes the database, whoever else is still in it. */
  drop(): Promise<void>;
};

/** A migrated, empty database of this test's own, in 40 to 90 ms. Only in the test tier `db` and those after it. */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const db = createDb(url, { maxConnections: 5 });
  return {
    db,
    url,
    drop: async () => {
      await db.$disconnect();
      await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
