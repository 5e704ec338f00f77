import { fail } from '@virtfleet/contracts/errors';
import type { UserAction } from '@virtfleet/contracts/user';
import type { Tx } from '@virtfleet/db/client';
import { notifyAccess, notifyChanges } from '@virtfleet/db/notify';
import { endSessionsOf } from '@virtfleet/db/sessions';
import { lockAdmins } from '@virtfleet/db/users';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { type UserFacts, userCan } from '@virtfleet/domain/people';
import type { ServiceContext } from '../context.ts';
import { userGone } from './gone.ts';

/** Makes someone an admin of the fleet, or no longer. Acts at once, in their open pages too. Throws not_allowed_now: the last admin stays. */
export async function setAdmin(
  { db }: ServiceContext,
  actor: Actor,
  { userId, isAdmin }: { userId: string; isAdmin: boolean },
): Promise<void> {
  authorize(actor, 'users.setAdmin');
  await db.$transaction(async (tx) => {
    if (!(await mayChange(tx, actor, userId, isAdmin ? 'makeAdmin' : 'unmakeAdmin'))) return;
    await tx.user.update({ where: { id: userId }, data: { isAdmin } });
    await notifyAccess(tx, [userId]);
    await tellStanding(tx, userId);
  });
}

/** Lets someone no longer in, and ends their sessions; or lets them in again. Throws not_allowed_now: oneself, or the last admin. */
export async function setDisabled(
  { db, now }: ServiceContext,
  actor: Actor,
  { userId, disabled }: { userId: string; disabled: boolean },
): Promise<void> {
  authorize(actor, 'users.setDisabled');
  await db.$transaction(async (tx) => {
    if (!(await mayChange(tx, actor, userId, disabled ? 'disable' : 'enable'))) return;
    await tx.user.update({ where: { id: userId }, data: { disabledAt: disabled ? now() : null } });
    if (disabled) await endSessionsOf(tx, userId, {}, now());
    await tellStanding(tx, userId);
  });
}

type StandingAction = Extract<UserAction, 'makeAdmin' | 'unmakeAdmin' | 'disable' | 'enable'>;

const isSoAlready: Record<StandingAction, (user: UserFacts) => boolean> = {
  makeAdmin: ({ isAdmin }) => isAdmin,
  unmakeAdmin: ({ isAdmin }) => !isAdmin,
  disable: ({ disabledAt }) => disabledAt !== null,
  enable: ({ disabledAt }) => disabledAt === null,
};

/**
 * Locks the admins, so that no two changes at once leave none. False: it is so already, and nothing is to be done. Throws
 * not_allowed_now with the reason, and not_found when the actor is no admin any more: another was faster.
 */
async function mayChange(tx: Tx, actor: Actor, userId: string, action: StandingAction): Promise<boolean> {
  const admins = await lockAdmins(tx);
  if (!admins.includes(actor.userId)) authorize({ ...actor, isAdmin: false }, 'users.setAdmin');
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: { id: true, isAdmin: true, disabledAt: true },
  });
  if (!user) throw userGone();
  if (isSoAlready[action](user)) return false;
  const can = userCan(user, actor.userId, admins.filter((id) => id !== userId).length)[action];
  if (!can.ok) throw fail('not_allowed_now', can.reason);
  return true;
}

/** On lists of users, and where they are among a project's members. */
async function tellStanding(tx: Tx, userId: string) {
  const memberships = await tx.membership.findMany({ where: { userId }, select: { projectId: true } });
  await notifyChanges(tx, [
    { kind: 'users', id: userId },
    { kind: 'users' },
    ...memberships.map(({ projectId }) => ({ kind: 'members' as const, projectId })),
  ]);
}
