import { id } from '@virtfleet/contracts/ids';
import type { Db } from '@virtfleet/db/client';
import type { NextAuthOptions } from 'next-auth';
import { endSession, signIn } from './sign-in.ts';
import { createThrottle } from './throttle.ts';

/** As long as browsers keep a cookie at all: when a session ends is decided by its row. */
const cookieLifeS = 400 * 24 * 3600;

/**
 * next-auth's options: e-mail and password, answered by a cookie whose token carries the session's id and nothing else.
 * A wrong password is next-auth's error "CredentialsSignin"; a throttled try has a sentence for the person as its error.
 */
export function authOptions({ db, secret }: { db: Db; secret: string }): NextAuthOptions {
  const throttle = createThrottle();
  return {
    secret,
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
          });
          if (result.ok) return { id: result.userId, sessionId: result.sessionId };
          if (result.reason === 'wrong') return null;
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

/** Form fields come from anybody. */
function text(value: unknown, longest: number): string {
  return typeof value === 'string' && value.length <= longest ? value : '';
}
