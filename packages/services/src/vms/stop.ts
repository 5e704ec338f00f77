import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { actOnVm } from './act.ts';

/** Asks the guest to shut down, and forces it off when it does not; `force` pulls the plug at once. */
export function stopVm(
  ctx: ServiceContext,
  actor: Actor,
  { vmId, force, batchId }: { vmId: string; force: boolean; batchId?: string | undefined },
) {
  return actOnVm(ctx, actor, vmId, {
    permission: 'vms.stop',
    action: force ? 'forceOff' : 'stop',
    kind: 'vm.stop',
    input: { vmId, force },
    batchId,
    taskState: 'stopping',
    wantedPower: 'off',
  });
}
