import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { CreateUserInput, OneTimePassword } from '@virtfleet/contracts/user';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { makeOneTimePassword } from './one-time.ts';

/** Makes an account with a one-time password, which is answered once. Throws name_taken (field `email`), invalid_input (field `memberships`). */
export async function createUser(
  ctx: ServiceContext,
  actor: Actor,
  { memberships, ...person }: CreateUserInput,
): Promise<OneTimePassword & { userId: string }> {
  authorize(actor, 'users.create');
  const { shown, row } = await makeOneTimePassword(ctx.now());
  const userId = newId(ctx.now().getTime());
  try {
    await ctx.db.$transaction(async (tx) => {
      const ids = memberships.map(({ projectId }) => projectId);
      const there = await tx.project.count({ where: { id: { in: ids }, archivedAt: null } });
      if (there < ids.length) throw fail('invalid_input', 'One of these projects is gone', { field: 'memberships' });
      await tx.user.create({ data: { id: userId, ...person, ...row, memberships: { create: memberships } } });
      await notifyChanges(tx, [
        { kind: 'users', id: userId },
        ...ids.map((projectId) => ({ kind: 'members' as const, id: userId, projectId })),
      ]);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(person.email) : error;
  }
  return { userId, ...shown };
}

export const emailTaken = (email: string) =>
  fail('name_taken', `Someone has an account as ${email} already`, { field: 'email' });
