import { fail } from '@virtfleet/contracts/errors';
import { mostTags } from '@virtfleet/contracts/vm-labels';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { labelVm } from './labels.ts';

export type TagChange = { vmId: string; add: readonly string[]; remove: readonly string[] };

/** Adds and takes away tags; those that are there, or are not, already are fine, so that two people can do it at once. */
export async function tagVm(ctx: ServiceContext, actor: Actor, { vmId, add, remove }: TagChange): Promise<void> {
  await labelVm(ctx, actor, vmId, 'vms.tag', (vm) => {
    const tags = [...new Set([...vm.tags.filter((tag) => !remove.includes(tag)), ...add])].sort();
    if (tags.length > mostTags) throw fail('invalid_input', `A VM has at most ${mostTags} tags`, { field: 'add' });
    return { tags };
  });
}
