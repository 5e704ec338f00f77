import { listImages } from '@virtfleet/db/images';
import { retryImport } from '@virtfleet/services/images/retry-import';
import { imageInput, projectInput } from '../inputs.ts';
import { procedure, projectProcedure, router } from '../trpc.ts';

export const imagesRouter = router({
  list: projectProcedure('images.list', 'projectId')
    .input(projectInput)
    .query(({ ctx }) => listImages(ctx.db)),

  retryImport: procedure('images.retryImport')
    .input(imageInput)
    .mutation(({ ctx, input }) => retryImport(ctx, ctx.actor, input)),
});
