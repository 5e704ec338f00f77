// `node prisma/migrate.ts`: applies what the database at DATABASE_URL lacks of prisma/migrations.
import pg from 'pg';
import { applyMigrations, withEngine } from './engine.ts';

/**
 * Makes the database at `url` if it isn't there, applies missing migrations, and answers their names. Of two that start
 * at once, one waits for the other: the engine holds an advisory lock.
 */
export async function migrate(url: string): Promise<string[]> {
  await ensureDatabase(url);
  await forgetUnfinished(url);
  return withEngine(url, applyMigrations);
}

async function ensureDatabase(url: string): Promise<void> {
  const probe = new pg.Client({ connectionString: url });
  try {
    await probe.connect();
    return await ensureVersion(probe);
  } catch (error) {
    if (!hasCode(error, '3D000')) throw error;
  } finally {
    await probe.end();
  }
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const admin = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await admin.connect();
  try {
    await ensureVersion(admin);
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process was first: 42P04, or 23505 when it was a moment ago.
    if (!hasCode(error, '42P04') && !hasCode(error, '23505')) throw error;
  } finally {
    await admin.end();
  }
}

/** The lock that Prisma's engine holds while it migrates. */
const migrationLock = 72_707_369;

/**
 * A migration is one transaction, so one that was cut off has left nothing: say so, or the engine refuses for ever.
 * One that is under way holds the lock, and is waited for.
 */
async function forgetUnfinished(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const { rows } = await client.query("SELECT FROM pg_tables WHERE tablename = '_prisma_migrations'");
    if (rows.length > 0)
      await client.query(
        'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
      );
  } finally {
    await client.end();
  }
}

const oldest = 18;

async function ensureVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
  const [{ version } = { version: '' }] = rows;
  if (Number.parseInt(version, 10) < oldest)
    throw Object.assign(new Error(`it is ${version}, and ${oldest} is the oldest that we work with`), {
      code: 'too-old',
    });
}

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set');
  for (const name of await migrate(url)) console.log(`database: migration ${name} applied`);
  // The engine leaves a timer behind that would hold us for ten seconds.
  process.exit();
}
