import { fail } from '@virtfleet/contracts/errors';
import {
  createUserInput,
  endSessionsInput,
  setAdminInput,
  setDisabledInput,
  updateUserInput,
  userInput,
} from '@virtfleet/contracts/user';
import { listUsers, userDetail } from '@virtfleet/db/users';
import { createUser } from '@virtfleet/services/users/create';
import { resetPassword } from '@virtfleet/services/users/password';
import { endUserSessions } from '@virtfleet/services/users/sessions';
import { setAdmin, setDisabled } from '@virtfleet/services/users/standing';
import { updateUser } from '@virtfleet/services/users/update';
import { procedure, router } from '../trpc.ts';

/** Everyone's accounts, for fleet admins. */
export const usersRouter = router({
  list: procedure('users.list').query(({ ctx }) => listUsers(ctx.db)),

  get: procedure('users.get')
    .input(userInput)
    .query(async ({ ctx, input }) => {
      const user = await userDetail(ctx.db, input.userId, ctx.actor);
      if (!user) throw fail('not_found', 'There is no such account');
      return user;
    }),

  /** Answers the one-time password, and nothing does so again. */
  create: procedure('users.create')
    .input(createUserInput)
    .mutation(({ ctx, input }) => createUser(ctx, ctx.actor, input)),

  update: procedure('users.update')
    .input(updateUserInput)
    .mutation(({ ctx, input }) => updateUser(ctx, ctx.actor, input)),

  setAdmin: procedure('users.setAdmin')
    .input(setAdminInput)
    .mutation(({ ctx, input }) => setAdmin(ctx, ctx.actor, input)),

  setDisabled: procedure('users.setDisabled')
    .input(setDisabledInput)
    .mutation(({ ctx, input }) => setDisabled(ctx, ctx.actor, input)),

  resetPassword: procedure('users.resetPassword')
    .input(userInput)
    .mutation(({ ctx, input }) => resetPassword(ctx, ctx.actor, input)),

  endSessions: procedure('users.endSessions')
    .input(endSessionsInput)
    .mutation(({ ctx, input }) => endUserSessions(ctx, ctx.actor, input)),
});
