import type { SessionView } from '@virtfleet/contracts/user';
import type { ChangeKey } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';
import { notifyChanges, notifyRevoked } from './notify.ts';

/** Someone's open sessions, last used first; `currentId` is marked. */
export async function listSessions(db: Db | Tx, userId: string, currentId: string | null): Promise<SessionView[]> {
  const rows = await db.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: new Date() } },
    select: { id: true, userAgent: true, createdAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
  });
  return rows.map((row) => ({ ...row, current: row.id === currentId }));
}

export type WhichSessions = {
  /** Only this one. */
  only?: string | undefined;
  /** All but this one. */
  except?: string | undefined;
};

/** Ends someone's sessions when the transaction commits: requests are refused, streams are cut. Answers how many. */
export async function endSessionsOf(
  tx: Tx,
  userId: string,
  { only, except }: WhichSessions = {},
  now = new Date(),
): Promise<number> {
  const ended = await tx.session.updateManyAndReturn({
    where: {
      userId,
      revokedAt: null,
      ...(only !== undefined && { id: only }),
      ...(except !== undefined && { id: { not: except } }),
    },
    data: { revokedAt: now },
    select: { id: true },
  });
  for (const { id } of ended) await notifyRevoked(tx, id);
  if (ended.length > 0) await notifyChanges(tx, sessionsChanged(userId));
  return ended.length;
}

/** Lists of someone's sessions, on their own page and on an admin's. */
export const sessionsChanged = (userId: string): ChangeKey[] => [
  { kind: 'me', userId },
  { kind: 'users', id: userId },
];
