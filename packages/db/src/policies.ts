import { noPolicy, type PolicyLimits, type PolicyView } from '@virtfleet/contracts/policy';
import type { Db, Tx } from './client.ts';

/**
 * What a project may make without asking, and how many VMs it holds that nobody approved. Under the lock of the project's quota
 * that can only shrink until the transaction ends.
 */
export async function policyOf(db: Db | Tx, projectId: string): Promise<PolicyView> {
  const limits = await db.projectPolicy.findUnique({ where: { projectId }, omit: { projectId: true } });
  // Most projects have none, and each create asks.
  if (!limits || limits.vms === null) return { limits: limits ?? noPolicy, made: 0 };
  const [made] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM vm
    WHERE project_id = ${projectId}::uuid AND deleted_at IS NULL AND failure IS NULL
      AND NOT EXISTS (SELECT FROM request WHERE request.id = vm.request_id AND request.state = 'approved')`;
  return { limits, made: made?.count ?? 0 };
}

export async function setPolicy(tx: Tx, projectId: string, limits: PolicyLimits): Promise<void> {
  await tx.projectPolicy.upsert({ where: { projectId }, create: { projectId, ...limits }, update: limits });
}
