import { changePasswordInput, endMySessionsInput, renameMeInput } from '@virtfleet/contracts/user';
import type { MeView } from '@virtfleet/contracts/views';
import { anySimulated } from '@virtfleet/db/hosts';
import { projectsOf } from '@virtfleet/db/projects';
import { listSessions } from '@virtfleet/db/sessions';
import { changePassword } from '@virtfleet/services/users/password';
import { endMySessions } from '@virtfleet/services/users/sessions';
import { renameMe } from '@virtfleet/services/users/update';
import { procedure, router } from '../trpc.ts';

export const meRouter = router({
  get: procedure('me.get').query(async ({ ctx: { actor, db } }): Promise<MeView> => {
    const { userId, name, email, isAdmin } = actor;
    const [projects, simulated] = await Promise.all([projectsOf(db, actor), anySimulated(db)]);
    return { id: userId, name, email, isAdmin, projects, simulated };
  }),

  rename: procedure('me.rename')
    .input(renameMeInput)
    .mutation(({ ctx, input }) => renameMe(ctx, ctx.actor, input)),

  /** All that a session may do that began with a one-time password. */
  changePassword: procedure('me.changePassword')
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword(ctx, ctx.actor, input)),

  sessions: procedure('me.sessions').query(({ ctx: { actor, db } }) => listSessions(db, actor.userId, actor.sessionId)),

  endSessions: procedure('me.endSessions')
    .input(endMySessionsInput)
    .mutation(({ ctx, input }) => endMySessions(ctx, ctx.actor, input)),
});
