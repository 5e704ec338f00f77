import { fail } from '@virtfleet/contracts/errors';
import type { SetPolicyInput } from '@virtfleet/contracts/policy';
import { projectOf } from '@virtfleet/db/access';
import { notifyChanges } from '@virtfleet/db/notify';
import { setPolicy } from '@virtfleet/db/policies';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Sets what a project may make without asking. What it holds already stays, whatever the policy says. */
export async function setProjectPolicy({ db }: ServiceContext, actor: Actor, input: SetPolicyInput): Promise<void> {
  const { projectId, ...limits } = input;
  authorize(actor, 'policies.set', projectId);
  await db.$transaction(async (tx) => {
    if (!(await projectOf(tx, 'projectId', projectId))) throw fail('not_found', 'There is no such project');
    await setPolicy(tx, projectId, limits);
    await notifyChanges(tx, [{ kind: 'quotas', projectId }]);
  });
}
