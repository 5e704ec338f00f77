import type { UpdateUserInput } from '@virtfleet/contracts/user';
import type { Tx } from '@virtfleet/db/client';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { emailTaken } from './create.ts';
import { userGone } from './gone.ts';

/** Names someone anew, and changes what they sign in as. Throws name_taken (field `email`). */
export async function updateUser(
  { db }: ServiceContext,
  actor: Actor,
  { userId, name, email }: UpdateUserInput,
): Promise<void> {
  authorize(actor, 'users.update');
  try {
    await db.$transaction((tx) => change(tx, userId, { name, email }));
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(email) : error;
  }
}

/** One's own name; the e-mail address is an admin's to change. */
export async function renameMe({ db }: ServiceContext, actor: Actor, { name }: { name: string }): Promise<void> {
  authorize(actor, 'me.rename');
  await db.$transaction((tx) => change(tx, actor.userId, { name }));
}

async function change(tx: Tx, userId: string, data: { name: string; email?: string }) {
  const { count } = await tx.user.updateMany({ where: { id: userId }, data });
  if (count === 0) throw userGone();
  const memberships = await tx.membership.findMany({ where: { userId }, select: { projectId: true } });
  await notifyChanges(tx, [
    { kind: 'users', id: userId },
    { kind: 'me', userId },
    ...memberships.map(({ projectId }) => ({ kind: 'members' as const, id: userId, projectId })),
  ]);
}
