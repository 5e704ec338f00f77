import { fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { BulkAction, BulkResult, BulkVmsInput } from '@virtfleet/contracts/list';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { deleteVm } from './delete.ts';
import { rebootVm } from './reboot.ts';
import { startVm } from './start.ts';
import { stopVm } from './stop.ts';
import { tagVm } from './tag.ts';

type One = { vmId: string; name: string; batchId: string; tag: string };
type Act = (ctx: ServiceContext, actor: Actor, one: One) => Promise<{ operationId: string } | undefined>;

const acts: Record<BulkAction, Act> = {
  start: startVm,
  stop: (ctx, actor, one) => stopVm(ctx, actor, { ...one, force: false }),
  forceOff: (ctx, actor, one) => stopVm(ctx, actor, { ...one, force: true }),
  reboot: rebootVm,
  delete: (ctx, actor, one) => deleteVm(ctx, actor, { ...one, confirmName: one.name }),
  addTag: async (ctx, actor, { vmId, tag }) => {
    await tagVm(ctx, actor, { vmId, add: [tag], remove: [] });
    return undefined;
  },
  removeTag: async (ctx, actor, { vmId, tag }) => {
    await tagVm(ctx, actor, { vmId, add: [], remove: [tag] });
    return undefined;
  },
};

/**
 * Does the same with several VMs, each by itself: what one may not, or can't do now, holds up none of the others, and
 * says why. Their operations share `batchId` and begin one after another on each host.
 */
export async function bulkVms(ctx: ServiceContext, actor: Actor, input: BulkVmsInput): Promise<BulkResult[]> {
  const { batchId, action, tag = '' } = input;
  const results: BulkResult[] = [];
  for (const { id: vmId, name } of input.vms) {
    try {
      await refuseOthers(ctx, input.projectId, vmId);
      const done = await acts[action](ctx, actor, { vmId, name, batchId, tag });
      results.push({ vmId, name, ok: true, operationId: done?.operationId ?? null });
    } catch (error) {
      if (!(error instanceof VirtfleetError)) throw error;
      results.push({ vmId, name, ok: false, reason: error.message });
    }
  }
  return results;
}

/** The batch is of one project: its progress is shown there. */
async function refuseOthers({ db }: ServiceContext, projectId: string, vmId: string): Promise<void> {
  if (!(await db.vm.findUnique({ where: { id: vmId, projectId, deletedAt: null }, select: { id: true } })))
    throw fail('not_found', 'This VM is gone');
}
