import { fail } from '@virtfleet/contracts/errors';
import type { TagCount } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';
import { isUniqueViolation } from './errors.ts';

/** Throws name_taken when another VM of the project has it; a deleted one has no name. */
export async function refuseTakenName(tx: Tx, vm: { id: string; projectId: string }, name: string): Promise<void> {
  const where = { projectId: vm.projectId, name, deletedAt: null, NOT: { id: vm.id } };
  if (await tx.vm.findFirst({ where, select: { id: true } })) throw taken(name);
}

const taken = (name: string) => fail('name_taken', `This project has a VM named ${name} already`, { field: 'name' });

/** The name by which people know it; its guest's hostname stays as it was made. Throws name_taken. */
export async function putName(tx: Tx, vmId: string, name: string): Promise<void> {
  const vm = await tx.vm.findUniqueOrThrow({ where: { id: vmId } });
  if (vm.name === name) return;
  await refuseTakenName(tx, vm, name);
  try {
    await tx.vm.update({ where: { id: vmId }, data: { name, hostname: vm.hostname ?? vm.name } });
  } catch (error) {
    // A create at the same time was faster.
    throw isUniqueViolation(error) ? taken(name) : error;
  }
}

/** The tags of a project's VMs, the most used first. */
export function listTags(db: Db | Tx, projectId: string): Promise<TagCount[]> {
  return db.$queryRaw<TagCount[]>`
    SELECT tag, count(*)::int AS vms FROM vm CROSS JOIN LATERAL unnest(vm.tags) AS tag
    WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL
    GROUP BY tag ORDER BY vms DESC, tag`;
}
