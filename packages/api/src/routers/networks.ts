import { listNetworks } from '@virtfleet/db/networks';
import { projectInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

export const networksRouter = router({
  list: projectProcedure('networks.list', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => listNetworks(ctx.db, input.projectId)),
});
