import { fail } from '@virtfleet/contracts/errors';
import type { ChangePasswordInput, OneTimePassword } from '@virtfleet/contracts/user';
import { notifyAccess, notifyChanges } from '@virtfleet/db/notify';
import { hashPassword, verifyPassword } from '@virtfleet/db/passwords';
import { endSessionsOf } from '@virtfleet/db/sessions';
import { createThrottle } from '@virtfleet/db/sign-in-attempts';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { userCan } from '@virtfleet/domain/people';
import type { ServiceContext } from '../context.ts';
import { userGone } from './gone.ts';
import { makeOneTimePassword } from './one-time.ts';

/** Gives someone a one-time password, answered once, and ends their sessions. Throws not_allowed_now for one's own. */
export async function resetPassword(
  { db, now }: ServiceContext,
  actor: Actor,
  { userId }: { userId: string },
): Promise<OneTimePassword> {
  authorize(actor, 'users.resetPassword');
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { id: true, isAdmin: true, disabledAt: true },
  });
  if (!user) throw userGone();
  const can = userCan(user, actor.userId, 0).resetPassword;
  if (!can.ok) throw fail('not_allowed_now', can.reason);
  const { shown, row } = await makeOneTimePassword(now());
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: row });
    await endSessionsOf(tx, userId, {}, now());
    await notifyChanges(tx, [{ kind: 'users', id: userId }]);
  });
  return shown;
}

/**
 * Changes one's own password; every other session of theirs ends. Throws invalid_input, field `current` when that is wrong or was
 * guessed at too often, field `next` when it is no new one.
 */
export async function changePassword(
  { db, now }: ServiceContext,
  actor: Actor,
  { current, next }: ChangePasswordInput,
): Promise<void> {
  authorize(actor, 'me.changePassword');
  const user = await db.user.findUnique({ where: { id: actor.userId } });
  if (!user) throw userGone();
  // Whoever finds a browser open must not guess the password there either.
  const throttle = createThrottle(db);
  const waitMs = await throttle.attempt(`password of ${user.id}`);
  if (waitMs > 0)
    throw fail('invalid_input', `Too many tries. Wait ${Math.ceil(waitMs / 1000)} s, then try again.`, {
      field: 'current',
    });
  if (!(await verifyPassword(current, user.passwordHash)))
    throw fail('invalid_input', 'This is not your password', { field: 'current' });
  await throttle.succeeded(`password of ${user.id}`);
  if (await verifyPassword(next, user.passwordHash))
    throw fail('invalid_input', 'This is the password that you have now', { field: 'next' });
  if (isAbout(next, user.email)) throw fail('invalid_input', 'Not your e-mail address', { field: 'next' });
  const passwordHash = await hashPassword(next);
  await db.$transaction(async (tx) => {
    // An admin's reset at this very moment wins: it may be the answer to a stolen session.
    const { count } = await tx.user.updateMany({
      where: { id: user.id, passwordHash: user.passwordHash },
      data: { passwordHash, passwordChangedAt: now(), oneTimeUntil: null },
    });
    if (count === 0) throw fail('invalid_input', 'Your password was changed meanwhile', { field: 'current' });
    await endSessionsOf(tx, user.id, { except: actor.sessionId }, now());
    await notifyAccess(tx, [user.id]);
    await notifyChanges(tx, [{ kind: 'users', id: user.id }]);
  });
}

const isAbout = (password: string, email: string) => password.trim().toLowerCase() === email;
