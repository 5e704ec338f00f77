import { listImages } from '@virtfleet/db/images';
import { projectInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

export const imagesRouter = router({
  list: projectProcedure('images.list', 'projectId')
    .input(projectInput)
    .query(({ ctx }) => listImages(ctx.db)),
});
