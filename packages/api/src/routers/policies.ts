import { setPolicyInput } from '@virtfleet/contracts/policy';
import { policyOf } from '@virtfleet/db/policies';
import { setProjectPolicy } from '@virtfleet/services/policies/set';
import { projectInput } from '../inputs.ts';
import { procedure, projectProcedure, router } from '../trpc.ts';

/** What a project may make without asking: set by admins, seen by everyone in it. */
export const policiesRouter = router({
  get: projectProcedure('policies.get', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => policyOf(ctx.db, input.projectId)),

  set: procedure('policies.set')
    .input(setPolicyInput)
    .mutation(({ ctx, input }) => setProjectPolicy(ctx, ctx.actor, input)),
});
