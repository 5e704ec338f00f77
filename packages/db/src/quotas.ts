import { fail } from '@virtfleet/contracts/errors';
import { defaultQuota } from '@virtfleet/contracts/quota';
import type { QuotaAmounts, QuotaView } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';

/** What a project may have and what it has. */
export async function quotaOf(db: Db | Tx, projectId: string): Promise<QuotaView> {
  const [row, { archived: _, ...used }] = await Promise.all([
    db.quota.findUnique({ where: { projectId }, omit: { projectId: true } }),
    usageOf(db, projectId),
  ]);
  return { limits: row ?? defaultQuota, used };
}

/**
 * The same, with the quota's row locked until the transaction ends: what is counted then can only shrink. Lock it before any
 * host's reservation. Throws not_found when the project was archived, perhaps a moment ago.
 */
export async function lockQuota(tx: Tx, projectId: string): Promise<QuotaView> {
  const [limits] = await tx.$queryRaw<QuotaAmounts[]>`
    INSERT INTO quota (project_id, vms, vcpus, memory_mib, disk_gib)
    VALUES (${projectId}::uuid, ${defaultQuota.vms}, ${defaultQuota.vcpus}, ${defaultQuota.memoryMib}, ${defaultQuota.diskGib})
    ON CONFLICT (project_id) DO UPDATE SET project_id = excluded.project_id
    RETURNING vms, vcpus, memory_mib AS "memoryMib", disk_gib AS "diskGib"`;
  // A statement of its own: it must see what the holder of the lock before us committed.
  const { archived, ...used } = await usageOf(tx, projectId);
  if (archived) throw fail('not_found', 'This project was archived');
  return { limits: limits ?? defaultQuota, used };
}

export async function setQuota(tx: Tx, projectId: string, limits: QuotaAmounts): Promise<void> {
  await tx.quota.upsert({ where: { projectId }, create: { projectId, ...limits }, update: limits });
}

/** A VM counts until it has failed or is deleted, as its reservation does; so does a volume, and one that no VM has always. */
async function usageOf(db: Db | Tx, projectId: string): Promise<QuotaAmounts & { archived: boolean }> {
  const [used] = await db.$queryRaw<(QuotaAmounts & { archived: boolean })[]>`
    WITH live AS (
      SELECT id, vcpus, memory_mib FROM vm
      WHERE project_id = ${projectId}::uuid AND deleted_at IS NULL AND failure IS NULL
    )
    SELECT count(*)::int AS vms, coalesce(sum(vcpus), 0)::int AS vcpus, coalesce(sum(memory_mib), 0)::int AS "memoryMib",
      (SELECT archived_at IS NOT NULL FROM project WHERE id = ${projectId}::uuid) AS archived,
      (SELECT coalesce(sum(size_gib), 0)::int FROM volume
        WHERE project_id = ${projectId}::uuid AND (vm_id IS NULL OR vm_id IN (SELECT id FROM live))) AS "diskGib"
    FROM live`;
  return used ?? { vms: 0, vcpus: 0, memoryMib: 0, diskGib: 0, archived: false };
}
