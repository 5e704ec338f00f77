import { id } from '@virtfleet/contracts/ids';
import { listNotifications, readNotifications } from '@virtfleet/db/notifications';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

const readInput = z.object({
  /** Left out: all. */
  ids: z.array(id).max(200).optional(),
});

/** What a person should know. Each sees and marks their own only, so there is nobody else’s to ask for. */
export const notificationsRouter = router({
  list: procedure('notifications.list').query(({ ctx }) => listNotifications(ctx.db, ctx.actor.userId)),

  read: procedure('notifications.read')
    .input(readInput)
    .mutation(({ ctx, input }) => readNotifications(ctx.db, ctx.actor.userId, input)),
});
