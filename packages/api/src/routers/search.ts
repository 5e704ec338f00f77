import { findInput } from '@virtfleet/contracts/find';
import { find } from '@virtfleet/db/find';
import { procedure, router } from '../trpc.ts';

/** What the palette looks for, in all that its asker may see. */
export const searchRouter = router({
  find: procedure('search.find')
    .input(findInput)
    .query(({ ctx, input }) => find(ctx.db, ctx.actor, input, ctx.now())),
});
