import { id } from '@virtfleet/contracts/ids';
import { decode } from 'next-auth/jwt';

/** next-auth's own names; the prefix makes browsers refuse it without https. */
const cookieNames = ['__Secure-next-auth.session-token', 'next-auth.session-token'];

/**
 * The session's id in a request's cookies; null when there is none, or it isn't one that we made. It says nothing of whether the
 * session still lives: ask `actorOfSession`. `cookie` reads one by its name.
 */
export async function sessionIdOf(
  cookie: (name: string) => string | undefined,
  secret: string,
): Promise<string | null> {
  for (const name of cookieNames) {
    const token = cookie(name);
    if (!token) continue;
    // Throws at whatever was not encrypted by this secret, or has expired.
    const claims = await decode({ token, secret }).catch(() => null);
    const sessionId = id.safeParse(claims?.sessionId);
    if (sessionId.success) return sessionId.data;
  }
  return null;
}
