import { fail } from '@virtfleet/contracts/errors';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { actOnVm } from './act.ts';

/** Deletes a VM with its disks. `confirmName` is its name, typed again. */
export function deleteVm(
  ctx: ServiceContext,
  actor: Actor,
  { vmId, confirmName, batchId }: { vmId: string; confirmName: string; batchId?: string | undefined },
) {
  return actOnVm(ctx, actor, vmId, {
    permission: 'vms.delete',
    action: 'delete',
    kind: 'vm.delete',
    input: { vmId },
    batchId,
    taskState: 'deleting',
    wantedPower: 'off',
    check: ({ name }) => {
      if (confirmName !== name)
        throw fail('invalid_input', `Type the VM's name, ${name}, to delete it`, { field: 'confirmName' });
    },
  });
}
