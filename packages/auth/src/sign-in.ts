import { newId } from '@virtfleet/contracts/ids';
import type { Db } from '@virtfleet/db/client';
import { notifyChanges, notifyRevoked } from '@virtfleet/db/notify';
import { verifyNothing, verifyPassword } from '@virtfleet/db/passwords';
import { sessionsChanged } from '@virtfleet/db/sessions';
import type { Throttle } from '@virtfleet/db/sign-in-attempts';
import { sessionLifeMs } from './actor.ts';

export type SignIn = { email: string; password: string; userAgent: string | null };
export type SignInResult =
  | { ok: true; userId: string; sessionId: string }
  /** Which of the two it was is never told, not even by the time that it took. */
  | { ok: false; reason: 'wrong' }
  | { ok: false; reason: 'throttled'; waitMs: number }
  /** The right one-time password, too late. */
  | { ok: false; reason: 'expired' };

/** Checks e-mail and password, and begins a session. */
export async function signIn(
  db: Db,
  throttle: Throttle,
  { email, password, userAgent }: SignIn,
): Promise<SignInResult> {
  const account = email.trim().toLowerCase().slice(0, 320);
  const waitMs = await throttle.attempt(account);
  if (waitMs > 0) return { ok: false, reason: 'throttled', waitMs };
  const user = await db.user.findUnique({ where: { email: account } });
  const usable = user && !user.disabledAt ? user : null;
  const right = usable ? await verifyPassword(password, usable.passwordHash) : await verifyNothing(password);
  if (!usable || !right) return { ok: false, reason: 'wrong' };
  if (usable.oneTimeUntil && usable.oneTimeUntil <= new Date()) return { ok: false, reason: 'expired' };
  await throttle.succeeded(account);
  return { ok: true, userId: usable.id, sessionId: await beginSession(db, usable.id, userAgent) };
}

async function beginSession(db: Db, userId: string, userAgent: string | null): Promise<string> {
  const id = newId();
  await db.$transaction(async (tx) => {
    await tx.session.create({
      data: {
        id,
        userId,
        userAgent: userAgent?.slice(0, 300) ?? null,
        expiresAt: new Date(Date.now() + sessionLifeMs),
      },
    });
    // Whoever looks at where they are signed in sees it: perhaps it is not them.
    await notifyChanges(tx, sessionsChanged(userId));
  });
  return id;
}

/** Ends a session at once, in every process: requests are refused, streams are cut. */
export async function endSession(db: Db, sessionId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: new Date() } });
    await notifyRevoked(tx, sessionId);
    const session = await tx.session.findUnique({ where: { id: sessionId }, select: { userId: true } });
    if (session) await notifyChanges(tx, sessionsChanged(session.userId));
  });
}
