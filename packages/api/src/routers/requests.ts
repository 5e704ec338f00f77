import { fail } from '@virtfleet/contracts/errors';
import { approveInput, askInput, planRequestInput, rejectInput, requestInput } from '@virtfleet/contracts/request';
import { countRequests, listRequests, requestDetail } from '@virtfleet/db/requests';
import { approveRequest } from '@virtfleet/services/requests/approve';
import { askForVms } from '@virtfleet/services/requests/ask';
import { rejectRequest, withdrawRequest } from '@virtfleet/services/requests/decide';
import { requestForm } from '@virtfleet/services/requests/form';
import { planRequest } from '@virtfleet/services/requests/plan';
import { projectInput } from '../inputs.ts';
import { procedure, projectProcedure, router } from '../trpc.ts';

export const requestsRouter = router({
  list: projectProcedure('requests.list', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => listRequests(ctx.db, input.projectId)),

  counts: projectProcedure('requests.counts', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => countRequests(ctx.db, input.projectId)),

  /** Of every project, for those who decide. */
  inbox: procedure('requests.inbox').query(({ ctx }) => listRequests(ctx.db, null)),

  inboxCounts: procedure('requests.inboxCounts').query(({ ctx }) => countRequests(ctx.db, null)),

  get: projectProcedure('requests.get', 'requestId')
    .input(requestInput)
    .query(async ({ ctx, input }) => {
      const request = await requestDetail(ctx.db, input.requestId, ctx.actor, ctx.now());
      if (!request) throw fail('not_found', 'This request is gone');
      return request;
    }),

  plan: projectProcedure('requests.plan', 'requestId')
    .input(planRequestInput)
    .query(({ ctx, input }) => planRequest(ctx, ctx.actor, input)),

  form: projectProcedure('requests.form', 'requestId')
    .input(requestInput)
    .query(({ ctx, input }) => requestForm(ctx, ctx.actor, input)),

  ask: projectProcedure('requests.ask', 'projectId')
    .input(askInput)
    .mutation(({ ctx, input }) => askForVms(ctx, ctx.actor, input)),

  withdraw: projectProcedure('requests.withdraw', 'requestId')
    .input(requestInput)
    .mutation(({ ctx, input }) => withdrawRequest(ctx, ctx.actor, input)),

  approve: procedure('requests.approve')
    .input(approveInput)
    .mutation(({ ctx, input }) => approveRequest(ctx, ctx.actor, input)),

  reject: procedure('requests.reject')
    .input(rejectInput)
    .mutation(({ ctx, input }) => rejectRequest(ctx, ctx.actor, input)),
});
