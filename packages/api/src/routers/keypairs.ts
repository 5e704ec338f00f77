import { addKeypairInput, removeKeypairInput } from '@virtfleet/contracts/keypair';
import { listKeypairs } from '@virtfleet/db/keypairs';
import { addKeypair } from '@virtfleet/services/keypairs/add';
import { removeKeypair } from '@virtfleet/services/keypairs/remove';
import { projectInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

export const keypairsRouter = router({
  list: projectProcedure('keypairs.list', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => listKeypairs(ctx.db, input.projectId)),

  add: projectProcedure('keypairs.add', 'projectId')
    .input(addKeypairInput)
    .mutation(({ ctx, input }) => addKeypair(ctx, ctx.actor, input)),

  remove: projectProcedure('keypairs.remove', 'keypairId')
    .input(removeKeypairInput)
    .mutation(({ ctx, input }) => removeKeypair(ctx, ctx.actor, input)),
});
