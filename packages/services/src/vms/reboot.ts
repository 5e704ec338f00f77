import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { actOnVm } from './act.ts';

/** Reboots a VM that runs. */
export function rebootVm(
  ctx: ServiceContext,
  actor: Actor,
  { vmId, batchId }: { vmId: string; batchId?: string | undefined },
) {
  return actOnVm(ctx, actor, vmId, {
    permission: 'vms.reboot',
    action: 'reboot',
    kind: 'vm.reboot',
    input: { vmId },
    batchId,
    taskState: 'rebooting',
  });
}
