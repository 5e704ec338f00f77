import { id } from '@virtfleet/contracts/ids';
import type { Db } from '@virtfleet/db/client';
import { createThrottle } from '@virtfleet/db/sign-in-attempts';
import type { NextAuthOptions } from 'next-auth';
import type { CookieRules } from './cookie.ts';
import { endSession, type SignInResult, signIn } from './sign-in.ts';

/** As long as browsers keep a cookie at all: when a session ends is decided by its row. */
const cookieLifeS = 400 * 24 * 3600;

export type AuthInput = CookieRules & {
  db: Db;
  /** What a person must not see, nor next-auth print. */
  onError: (error: unknown) => void;
  /** How each try ended. */
  onSignIn?: (outcome: 'ok' | 'broken' | Extract<SignInResult, { ok: false }>['reason']) => void;
};

/**
 * next-auth's options: e-mail and password, answered by a cookie whose token carries the session's id and nothing else.
 * A wrong password is next-auth's error "CredentialsSignin"; a throttled try, an old one-time password, and what broke, have a sentence for the person.
 */
export function authOptions({ db, secret, secure, onError, onSignIn = () => {} }: AuthInput): NextAuthOptions {
  const throttle = createThrottle(db);
  return {
    secret,
    useSecureCookies: secure,
    logger: {
      error: (code, about) => onError(errorOf(code, about)),
      warn: () => {},
      debug: () => {},
    },
    session: { strategy: 'jwt', maxAge: cookieLifeS },
    pages: { signIn: '/signin', error: '/signin' },
    providers: [
      {
        // Written out: next-auth's helper is CommonJS, whose default export is another thing to each bundler.
        id: 'credentials',
        type: 'credentials',
        name: 'E-mail and password',
        credentials: { email: { label: 'E-mail', type: 'email' }, password: { label: 'Password', type: 'password' } },
        authorize: async (credentials, request) => {
          const result = await signIn(db, throttle, {
            email: text(credentials?.email, 320),
            password: text(credentials?.password, 1024),
            userAgent: text(request.headers?.['user-agent'], 300) || null,
          }).catch((error: unknown) => {
            onError(error);
            onSignIn('broken');
            // next-auth puts the message of what is thrown here into an address.
            throw new Error('Signing in does not work now. Try again in a moment.');
          });
          onSignIn(result.ok ? 'ok' : result.reason);
          if (result.ok) return { id: result.userId, sessionId: result.sessionId };
          if (result.reason === 'wrong') return null;
          if (result.reason === 'expired')
            throw new Error('This one-time password is no longer good. Ask an admin for another.');
          throw new Error(`Too many tries. Wait ${Math.ceil(result.waitMs / 1000)} s, then try again.`);
        },
      },
    ],
    callbacks: {
      jwt: ({ token, user }) => ({ sessionId: user && 'sessionId' in user ? user.sessionId : token.sessionId }),
      // Who it is is asked of the session's row, never of the cookie.
      session: ({ session: { expires } }) => ({ expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const sessionId = id.safeParse(token?.sessionId);
        if (sessionId.success) await endSession(db, sessionId.data);
      },
    },
  };
}

/** Form fields come from anybody; Postgres' text takes no NUL. */
function text(value: unknown, longest: number): string {
  return typeof value === 'string' && value.length <= longest && !value.includes('\0') ? value : '';
}

/** next-auth's code and the error that it is about; of the rest, which may be anything, nothing. */
function errorOf(code: string, about: unknown): Error {
  const cause = typeof about === 'object' && about !== null && 'error' in about ? about.error : about;
  return new Error(code, cause instanceof Error ? { cause } : {});
}
