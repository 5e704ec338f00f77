import { fail } from '@virtfleet/contracts/errors';
import { vmInput } from '@virtfleet/contracts/vm';
import { listOperations, operationsOfVm, operationView } from '@virtfleet/db/operations';
import { listOperationsInput, operationInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

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
});
