import { setQuotaInput } from '@virtfleet/contracts/quota';
import { quotaOf } from '@virtfleet/db/quotas';
import { setProjectQuota } from '@virtfleet/services/quotas/set';
import { projectInput } from '../inputs.ts';
import { procedure, projectProcedure, router } from '../trpc.ts';

export const quotasRouter = router({
  get: projectProcedure('quotas.get', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => quotaOf(ctx.db, input.projectId)),

  set: procedure('quotas.set')
    .input(setQuotaInput)
    .mutation(({ ctx, input }) => setProjectQuota(ctx, ctx.actor, input)),
});
