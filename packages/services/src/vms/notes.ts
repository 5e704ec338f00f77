import { fail } from '@virtfleet/contracts/errors';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { labelVm } from './labels.ts';

export type NotesChange = { vmId: string; notes: string; was?: string | undefined };

/** Writes a VM's notes, unless they are no more what the person began with (`was`): then it says so, and nothing is lost. */
export async function setVmNotes(ctx: ServiceContext, actor: Actor, { vmId, notes, was }: NotesChange): Promise<void> {
  await labelVm(ctx, actor, vmId, 'vms.setNotes', (vm) => {
    if (was !== undefined && was !== vm.notes && notes !== vm.notes)
      throw fail('not_allowed_now', 'Someone else changed these notes meanwhile: look at theirs first', {
        field: 'notes',
      });
    return { notes };
  });
}
