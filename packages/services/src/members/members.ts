import { fail } from '@virtfleet/contracts/errors';
import type { AddMemberInput } from '@virtfleet/contracts/project';
import type { MemberView } from '@virtfleet/contracts/user';
import type { Role } from '@virtfleet/contracts/views';
import type { Tx } from '@virtfleet/db/client';
import { lockMembers } from '@virtfleet/db/members';
import { notifyAccess, notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize, type Permission } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/**
 * Gives someone who has an account a role in a project. Throws invalid_input, field `email`: there is no such account, or they
 * are in it already.
 */
export async function addMember(
  { db }: ServiceContext,
  actor: Actor,
  { projectId, email, role }: AddMemberInput,
): Promise<{ userId: string }> {
  return db.$transaction(async (tx) => {
    const members = await membersFor(tx, actor, 'members.add', projectId);
    const user = await tx.user.findUnique({ where: { email }, select: { id: true, name: true } });
    if (!user)
      throw fail('invalid_input', `Nobody has an account as ${email}. An admin of the fleet makes one.`, {
        field: 'email',
      });
    const there = members.find(({ userId }) => userId === user.id);
    if (there)
      throw fail('invalid_input', `${user.name} is in this project already, as ${there.role}`, { field: 'email' });
    await tx.membership.create({ data: { projectId, userId: user.id, role } });
    await tell(tx, projectId, user.id);
    return { userId: user.id };
  });
}

/** Changes what someone may do in a project; acts at once, in their open pages too. Throws not_allowed_now: the only owner stays. */
export async function setMemberRole(
  { db }: ServiceContext,
  actor: Actor,
  { projectId, userId, role }: { projectId: string; userId: string; role: Role },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const member = memberOf(await membersFor(tx, actor, 'members.setRole', projectId), userId);
    if (member.role === role) return;
    if (!member.can.changeRole.ok) throw fail('not_allowed_now', member.can.changeRole.reason);
    await tx.membership.update({ where: { projectId_userId: { projectId, userId } }, data: { role } });
    await tell(tx, projectId, userId);
  });
}

/** Takes someone out of a project; what they made in it stays. Throws not_allowed_now: the only owner stays. */
export async function removeMember(
  { db }: ServiceContext,
  actor: Actor,
  { projectId, userId }: { projectId: string; userId: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const member = memberOf(await membersFor(tx, actor, 'members.remove', projectId), userId);
    if (!member.can.remove.ok) throw fail('not_allowed_now', member.can.remove.reason);
    await tx.membership.delete({ where: { projectId_userId: { projectId, userId } } });
    await tell(tx, projectId, userId);
  });
}

/** The members, locked, and the actor's right to change them by what they say now: of two owners who remove each other one is first. */
async function membersFor(tx: Tx, actor: Actor, permission: Permission, projectId: string): Promise<MemberView[]> {
  authorize(actor, permission, projectId);
  const members = await lockMembers(tx, projectId);
  if (!members) throw fail('not_found', 'There is no such project');
  if (!actor.isAdmin) {
    const own = members.find(({ userId }) => userId === actor.userId)?.role;
    authorize({ ...actor, roles: own ? { [projectId]: own } : {} }, permission, projectId);
  }
  return members;
}

function memberOf(members: readonly MemberView[], userId: string): MemberView {
  const member = members.find((one) => one.userId === userId);
  if (!member) throw fail('not_found', 'They are not in this project');
  return member;
}

async function tell(tx: Tx, projectId: string, userId: string) {
  await notifyAccess(tx, [userId]);
  await notifyChanges(tx, [
    { kind: 'members', id: userId, projectId },
    { kind: 'members', projectId },
  ]);
}
