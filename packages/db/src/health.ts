import type { Db } from './client.ts';

/** Counts of the whole installation. */
export type FleetCounts = {
  hosts: Record<string, number>;
  /** Those that are not over, by status. */
  operations: Record<string, number>;
  /** Those that were not deleted, by what their hosts say. */
  vms: Record<string, number>;
  /** How long the operation that waits longest has waited for its turn; 0: none waits. */
  oldestPendingS: number;
};

export async function fleetCounts(db: Db): Promise<FleetCounts> {
  const [counts] = await db.$queryRaw<FleetCounts[]>`
    SELECT
      (SELECT coalesce(json_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n FROM host GROUP BY 1) h) AS hosts,
      (SELECT coalesce(json_object_agg(status, n), '{}') FROM (
        SELECT status, count(*) AS n FROM operation WHERE status IN ('pending', 'running', 'undoing', 'stuck') GROUP BY 1) o) AS operations,
      (SELECT coalesce(json_object_agg(power_state, n), '{}') FROM (
        SELECT power_state, count(*) AS n FROM vm WHERE deleted_at IS NULL GROUP BY 1) v) AS vms,
      (SELECT coalesce(greatest(0, extract(epoch FROM now() - min(greatest(run_after, created_at)))), 0)::float8
        FROM operation WHERE status = 'pending') AS "oldestPendingS"`;
  if (!counts) throw new Error('no answer');
  return counts;
}

export type Health = { database: boolean; migrations: 'in step' | 'behind' | null };

/**
 * Whether the database answers, and whether it has come as far as this code's newest migration. One that is further is in step:
 * a newer version is being rolled out, and its schema serves the old one too. Never rejects.
 */
export async function healthOf(db: Db, newestMigration: string): Promise<Health> {
  try {
    const [row] = await db.$queryRaw<{ applied: boolean }[]>`
      SELECT EXISTS (SELECT FROM _prisma_migrations
        WHERE migration_name = ${newestMigration} AND finished_at IS NOT NULL) AS applied`;
    return { database: true, migrations: row?.applied ? 'in step' : 'behind' };
  } catch {
    return { database: false, migrations: null };
  }
}
