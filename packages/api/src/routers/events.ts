import { actorOfSession } from '@virtfleet/auth/actor';
import { VirtfleetError } from '@virtfleet/contracts/errors';
import { changesFor } from '../changes.ts';
import { toTrpcError } from '../errors.ts';
import { procedure, router } from '../trpc.ts';

export const eventsRouter = router({
  /** Batches of keys of what changed, as long as the session lives. */
  changes: procedure('events.changes').subscription(async function* ({ ctx, signal }) {
    const { actor, db, feed } = ctx;
    try {
      yield* changesFor({ actor, feed, signal, actorNow: () => actorOfSession(db, actor.sessionId) });
    } catch (error) {
      if (!(error instanceof VirtfleetError)) ctx.log.error({ err: error }, 'a stream of changes broke');
      throw toTrpcError(error);
    }
  }),
});
