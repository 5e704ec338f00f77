import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { actOnVm } from './act.ts';

/** Starts a VM that is stopped. */
export function startVm(
  ctx: ServiceContext,
  actor: Actor,
  { vmId, batchId }: { vmId: string; batchId?: string | undefined },
) {
  return actOnVm(ctx, actor, vmId, {
    permission: 'vms.start',
    action: 'start',
    kind: 'vm.start',
    input: { vmId },
    batchId,
    taskState: 'starting',
    wantedPower: 'on',
  });
}
