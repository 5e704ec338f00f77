import type { CookieRules } from './cookie.ts';

/** next-auth's own name; the prefix makes browsers refuse it from any other host. */
export const csrfCookieName = (secure: boolean) => `${secure ? '__Host-' : ''}next-auth.csrf-token`;

/**
 * A form that is sent without JavaScript must carry the token that next-auth's cookie holds, so the cookie must come with
 * the form's page. Answers the token of a cookie that is ours, else a new one; `cookie`: to be set then.
 * The format is next-auth 4's (core/lib/csrf-token): token | sha256(token + secret), in hex.
 */
export async function csrfToken(
  held: string | undefined,
  { secret }: Pick<CookieRules, 'secret'>,
): Promise<{ token: string; cookie: string | null }> {
  const [token = '', hash] = (held ?? '').split('|');
  if (token !== '' && hash === (await sha256(token + secret))) return { token, cookie: null };
  const made = hex(crypto.getRandomValues(new Uint8Array(32)));
  return { token: made, cookie: `${made}|${await sha256(made + secret)}` };
}

const sha256 = async (text: string): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
