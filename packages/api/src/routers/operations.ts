import { fail } from '@virtfleet/contracts/errors';
import { vmInput } from '@virtfleet/contracts/vm';
import { listOperations, operationsOfVm, operationView } from '@virtfleet/db/operations';
import { cancelOperation } from '@virtfleet/services/operations/cancel';
import { retryOperation } from '@virtfleet/services/operations/retry';
import { writeOffOperation } from '@virtfleet/services/operations/write-off';
import { listOperationsInput, operationInput } from '../inputs.ts';
import { procedure, projectProcedure, router } from '../trpc.ts';

export const operationsRouter = router({
  list: projectProcedure('operations.list', 'projectId')
    .input(listOperationsInput)
    .query(({ ctx, input }) => listOperations(ctx.db, input)),

  get: projectProcedure('operations.get', 'operationId')
    .input(operationInput)
    .query(async ({ ctx, input }) => {
      const operation = await operationView(ctx.db, input.operationId);
      if (!operation) throw fail('not_found', 'There is no such operation');
      return operation;
    }),

  ofVm: projectProcedure('operations.ofVm', 'vmId')
    .input(vmInput)
    .query(({ ctx, input }) => operationsOfVm(ctx.db, input.vmId)),

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
