import { id } from '@virtfleet/contracts/ids';
import type { Db } from '@virtfleet/db/client';
import type { Actor } from '@virtfleet/domain/authz';

/** A session that nobody uses ends after this; use moves the end. */
export const sessionLifeMs = 30 * 24 * 3_600_000;
/** A use is written down this often at most, so that reading a page is not a write. */
const seenEveryMs = 10 * 60_000;

/** Who is behind a session, with their roles as they are now. Null: no such session, signed out, expired, or the account is disabled. */
export async function actorOfSession(db: Db, sessionId: string, now = new Date()): Promise<Actor | null> {
  if (!id.safeParse(sessionId).success) return null;
  const session = await db.session.findUnique({
    where: { id: sessionId },
    // An archived project is nobody's, until it is restored.
    include: { user: { include: { memberships: { where: { project: { archivedAt: null } } } } } },
  });
  if (!session || session.revokedAt || session.expiresAt <= now || session.user.disabledAt) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > seenEveryMs) await slide(db, sessionId, now);
  const { user } = session;
  return {
    userId: user.id,
    sessionId,
    name: user.name,
    email: user.email,
    isAdmin: user.isAdmin,
    passwordDue: user.oneTimeUntil !== null,
    roles: Object.fromEntries(user.memberships.map(({ projectId, role }) => [projectId, role])),
  };
}

async function slide(db: Db, sessionId: string, now: Date): Promise<void> {
  await db.session.updateMany({
    where: { id: sessionId, revokedAt: null },
    data: { lastSeenAt: now, expiresAt: new Date(now.getTime() + sessionLifeMs) },
  });
}
