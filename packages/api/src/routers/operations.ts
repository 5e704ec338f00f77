import { fail } from '@virtfleet/contracts/errors';
import { batchInput, fleetOperationPageInput, operationPageInput } from '@virtfleet/contracts/list';
import { batchView, operationFacets, pageOperations } from '@virtfleet/db/operation-list';
import { listOperations, operationsOfVm, operationView } from '@virtfleet/db/operations';
import { fleetOperationLanguage, operationLanguage } from '@virtfleet/domain/search/operations';
import { cancelOperation } from '@virtfleet/services/operations/cancel';
import { retryOperation } from '@virtfleet/services/operations/retry';
import { writeOffOperation } from '@virtfleet/services/operations/write-off';
import { listOperationsInput, operationInput, projectInput, vmOperationsInput } from '../inputs.ts';
import { clausesOf } from '../search.ts';
import { procedure, projectProcedure, router } from '../trpc.ts';

export const operationsRouter = router({
  list: projectProcedure('operations.list', 'projectId')
    .input(listOperationsInput)
    .query(({ ctx, input }) => listOperations(ctx.db, input)),

  page: projectProcedure('operations.page', 'projectId')
    .input(operationPageInput)
    .query(({ ctx, input: { q, ...window } }) =>
      pageOperations(ctx.db, { ...window, clauses: clausesOf(q, operationLanguage, ctx) }),
    ),

  facets: projectProcedure('operations.facets', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => operationFacets(ctx.db, input.projectId)),

  batch: projectProcedure('operations.batch', 'projectId')
    .input(batchInput)
    .query(({ ctx, input }) => batchView(ctx.db, input.projectId, input.batchId)),

  fleet: procedure('operations.fleet')
    .input(fleetOperationPageInput)
    .query(({ ctx, input: { q, ...window } }) =>
      pageOperations(ctx.db, { ...window, clauses: clausesOf(q, fleetOperationLanguage, ctx) }),
    ),

  fleetFacets: procedure('operations.fleetFacets').query(({ ctx }) => operationFacets(ctx.db)),

  get: projectProcedure('operations.get', 'operationId')
    .input(operationInput)
    .query(async ({ ctx, input }) => {
      const operation = await operationView(ctx.db, input.operationId);
      if (!operation) throw fail('not_found', 'There is no such operation');
      return operation;
    }),

  ofVm: projectProcedure('operations.ofVm', 'vmId')
    .input(vmOperationsInput)
    .query(({ ctx, input: { vmId, limit } }) => operationsOfVm(ctx.db, vmId, { limit })),

  cancel: projectProcedure('operations.cancel', 'operationId')
    .input(operationInput)
    .mutation(({ ctx, input }) => cancelOperation(ctx, ctx.actor, input)),

  retry: procedure('operations.retry')
    .input(operationInput)
    .mutation(({ ctx, input }) => retryOperation(ctx, ctx.actor, input)),

  writeOff: procedure('operations.writeOff')
    .input(operationInput)
    .mutation(({ ctx, input }) => writeOffOperation(ctx, ctx.actor, input)),
});
