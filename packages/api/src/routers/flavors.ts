import { listFlavors } from '@virtfleet/db/flavors';
import { projectInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

export const flavorsRouter = router({
  list: projectProcedure('flavors.list', 'projectId')
    .input(projectInput)
    .query(({ ctx }) => listFlavors(ctx.db)),
});
