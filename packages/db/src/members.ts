import type { MemberView } from '@virtfleet/contracts/user';
import type { Role } from '@virtfleet/contracts/views';
import { memberCan } from '@virtfleet/domain/people';
import type { Db, Tx } from './client.ts';

const roleOrder: Record<Role, number> = { owner: 0, member: 1, viewer: 2 };

/** Who has a role in a project: owners first, then by name. */
export async function listMembers(db: Db | Tx, projectId: string): Promise<MemberView[]> {
  const rows = await db.membership.findMany({
    where: { projectId },
    select: {
      userId: true,
      role: true,
      createdAt: true,
      user: { select: { name: true, email: true, disabledAt: true } },
    },
    orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
  });
  const members = rows.map(({ user: { name, email, disabledAt }, createdAt: since, ...row }) => ({
    ...row,
    name,
    email,
    since,
    disabled: disabledAt !== null,
  }));
  const owners = members.filter(({ role, disabled }) => role === 'owner' && !disabled).length;
  return members
    .map((member) => ({
      ...member,
      can: memberCan(member, owners - (member.role === 'owner' && !member.disabled ? 1 : 0)),
    }))
    .sort((a, b) => roleOrder[a.role] - roleOrder[b.role]);
}

/** Locks a project's row against changes of its members, and answers them; null: there is no such project, or it is archived. */
export async function lockMembers(tx: Tx, projectId: string): Promise<MemberView[] | null> {
  // Not FOR UPDATE, which would wait for every VM that is being made in it.
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM project WHERE id = ${projectId}::uuid AND archived_at IS NULL FOR NO KEY UPDATE`;
  return locked.length === 0 ? null : listMembers(tx, projectId);
}
