import { id } from '@virtfleet/contracts/ids';
import { decode } from 'next-auth/jwt';

export type CookieRules = {
  /** What seals it. */
  secret: string;
  /** Whether people come by https: then only a cookie counts that no page without it could have set. */
  secure: boolean;
};

/** next-auth's own name; the prefix makes browsers refuse it without https. */
const cookieName = (secure: boolean) => `${secure ? '__Secure-' : ''}next-auth.session-token`;

/**
 * The session's id in a request's cookies; null when there is none, or it isn't one that we made. It says nothing of whether the
 * session still lives: ask `actorOfSession`. `cookie` reads one by its name.
 */
export async function sessionIdOf(
  cookie: (name: string) => string | undefined,
  { secret, secure }: CookieRules,
): Promise<string | null> {
  const token = cookie(cookieName(secure));
  if (!token) return null;
  // Throws at whatever was not encrypted by this secret, or has expired.
  const claims = await decode({ token, secret }).catch(() => null);
  return id.safeParse(claims?.sessionId).data ?? null;
}
