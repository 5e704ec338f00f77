import { removeSearchInput, renameSearchInput, savedSearchesInput, saveSearchInput } from '@virtfleet/contracts/list';
import { listSavedSearches } from '@virtfleet/db/saved-searches';
import { removeSearch } from '@virtfleet/services/searches/remove';
import { renameSearch } from '@virtfleet/services/searches/rename';
import { saveSearch } from '@virtfleet/services/searches/save';
import { procedure, router } from '../trpc.ts';

/** Each person’s own, and nobody else’s. */
export const searchesRouter = router({
  list: procedure('searches.list')
    .input(savedSearchesInput)
    .query(({ ctx, input }) => listSavedSearches(ctx.db, { ...input, userId: ctx.actor.userId })),

  save: procedure('searches.save')
    .input(saveSearchInput)
    .mutation(({ ctx, input }) => saveSearch(ctx, ctx.actor, input)),

  rename: procedure('searches.rename')
    .input(renameSearchInput)
    .mutation(({ ctx, input }) => renameSearch(ctx, ctx.actor, input)),

  remove: procedure('searches.remove')
    .input(removeSearchInput)
    .mutation(({ ctx, input }) => removeSearch(ctx, ctx.actor, input)),
});
