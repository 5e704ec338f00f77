import { fail } from '@virtfleet/contracts/errors';
import type { Prisma, Tx } from '@virtfleet/db/client';
import { notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize, type Permission } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

type Labels = { projectId: string; tags: string[]; notes: string };

/** Changes what people wrote to a VM, which its host never hears of: at once, whatever is being done with it. */
export async function labelVm(
  { db }: ServiceContext,
  actor: Actor,
  vmId: string,
  permission: Permission,
  change: (vm: Labels) => Prisma.VmUpdateInput,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const vm = await lock(tx, vmId);
    authorize(actor, permission, vm?.projectId ?? null);
    if (!vm) throw fail('not_found', 'This VM is gone');
    await tx.vm.update({ where: { id: vmId }, data: change(vm), select: { id: true } });
    await notifyChanges(tx, [{ kind: 'vms', id: vmId, projectId: vm.projectId }]);
  });
}

async function lock(tx: Tx, vmId: string): Promise<Labels | undefined> {
  const [vm] = await tx.$queryRaw<Labels[]>`
    SELECT project_id AS "projectId", tags, notes FROM vm WHERE id = ${vmId}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`;
  return vm;
}
