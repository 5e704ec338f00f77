import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '@virtfleet/infra/postgres';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the Postgres that holds the tests' databases. */
    postgresUrl: string;
  }
}

/** The migrated database that each test's own is a copy of. */
export const templateName = 'virtfleet_template';

const migrateScript = createRequire(import.meta.url).resolve('@virtfleet/prisma/migrate');

/** Starts a Postgres for this run, in a folder of its own, that forgets what a power cut would cost it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'virtfleet-test-'));
  const postgres = await startPostgres({
    dir,
    logFile: join(dir, 'log'),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      shared_buffers: '64MB',
      max_connections: '200',
      autovacuum: 'off',
    },
  });
  const teardown = leash(postgres.pid, dir);
  try {
    await makeTemplate(postgres.adminUrl);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('postgresUrl', postgres.adminUrl);
  return teardown;
}

/**
 * Ends Postgres and removes its folder when the answered function is called, or when this process is gone, however it
 * went: a Ctrl-C ends vitest without a teardown.
 */
function leash(pid: number, dir: string): () => Promise<void> {
  const script = `cat; kill -INT "$1"; for i in $(seq 100); do kill -0 "$1" || break; sleep 0.1; done; rm -rf "$2"`;
  const holder = spawn('sh', ['-c', script, 'leash', String(pid), dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = once(holder, 'exit');
  return async () => {
    holder.stdin?.end();
    await ended;
  };
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const url = Object.assign(new URL(adminUrl), { pathname: `/${templateName}` }).href;
  // A child, because Prisma's engine keeps its memory.
  await promisify(execFile)(process.execPath, [migrateScript], { env: { ...process.env, DATABASE_URL: url } });
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    // The first copy would wait for a session that still lingers.
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [templateName]);
    await admin.query(`ALTER DATABASE ${templateName} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
}
