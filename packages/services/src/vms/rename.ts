import { fail } from '@virtfleet/contracts/errors';
import { refuseTakenName } from '@virtfleet/db/labels';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { actOnVm } from './act.ts';

/**
 * Gives a VM another name, also while it runs; its guest's hostname stays. The name is taken when the operation ends: if
 * someone else was faster by then, it fails and nothing has changed. Throws name_taken when the name is taken now.
 */
export function renameVm(ctx: ServiceContext, actor: Actor, { vmId, name }: { vmId: string; name: string }) {
  return actOnVm(ctx, actor, vmId, {
    permission: 'vms.rename',
    action: 'rename',
    kind: 'vm.rename',
    input: (vm) => ({ vmId, name, was: vm.name }),
    taskState: null,
    check: async (vm, tx) => {
      if (vm.name === name) throw fail('invalid_input', 'That is its name already', { field: 'name' });
      await refuseTakenName(tx, vm, name);
    },
  });
}
