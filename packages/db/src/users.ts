import type { SessionView, UserDetail, UserListItem } from '@virtfleet/contracts/user';
import { userCan } from '@virtfleet/domain/people';
import type { Db, Prisma, Tx } from './client.ts';
import { listSessions } from './sessions.ts';

const shown = {
  id: true,
  name: true,
  email: true,
  isAdmin: true,
  disabledAt: true,
  oneTimeUntil: true,
  createdAt: true,
  memberships: {
    where: { project: { archivedAt: null } },
    select: { role: true, projectId: true, project: { select: { name: true } } },
    orderBy: { project: { name: 'asc' } },
  },
  sessions: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: 'desc' }, take: 1 },
} as const satisfies Prisma.UserSelect;

type Row = Prisma.UserGetPayload<{ select: typeof shown }>;

/** Everyone who has an account, by name. */
export async function listUsers(db: Db | Tx): Promise<UserListItem[]> {
  const rows = await db.user.findMany({ select: shown, orderBy: [{ name: 'asc' }, { email: 'asc' }] });
  return rows.map(itemOf);
}

/** One account with its sessions, and what `by` may do with it; null: there is none. */
export async function userDetail(
  db: Db | Tx,
  userId: string,
  by: { userId: string; sessionId: string },
): Promise<UserDetail | null> {
  const [row, sessions, otherAdmins]: [Row | null, SessionView[], number] = await Promise.all([
    db.user.findUnique({ where: { id: userId }, select: shown }),
    listSessions(db, userId, by.sessionId),
    db.user.count({ where: { isAdmin: true, disabledAt: null, id: { not: userId } } }),
  ]);
  return row && { ...itemOf(row), sessions, can: userCan(row, by.userId, otherAdmins) };
}

function itemOf({ sessions, memberships, ...user }: Row): UserListItem {
  return {
    ...user,
    lastSeenAt: sessions[0]?.lastSeenAt ?? null,
    memberships: memberships.map(({ projectId, project, role }) => ({ projectId, project: project.name, role })),
  };
}

/** The ids of the admins who can sign in, locked until the transaction ends: of two that demote each other one comes second, and sees it. */
export async function lockAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM app_user WHERE is_admin AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`;
  return rows.map(({ id }) => id);
}
