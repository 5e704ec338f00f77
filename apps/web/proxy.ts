import { csrfCookieName, csrfToken } from '@virtfleet/auth/csrf';
import { type NextRequest, NextResponse } from 'next/server';

/** Only what saves a needless render: who a request belongs to is decided where it reads or writes. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  if (pathname !== '/signin' && !hasSessionCookie(request)) {
    const signIn = request.nextUrl.clone();
    signIn.pathname = '/signin';
    signIn.search = pathname === '/' ? '' : `?${new URLSearchParams({ next: pathname + search })}`;
    return NextResponse.redirect(signIn);
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = contentPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-path', pathname + search);
  // Next reads the nonce for its own scripts from here.
  headers.set('content-security-policy', policy);
  const csrf = pathname === '/signin' ? await csrfOf(request) : null;
  if (csrf) headers.set('x-csrf-token', csrf.token);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (csrf?.cookie) {
    const { name, secure, cookie } = csrf;
    response.cookies.set(name, cookie, { httpOnly: true, sameSite: 'lax', path: '/', secure });
  }
  return response;
}

/** Only this comes before the page, so only here can a cookie be set that its form needs. */
async function csrfOf(request: NextRequest) {
  const secret = process.env.NEXTAUTH_SECRET ?? '';
  const secure = process.env.NEXTAUTH_URL?.startsWith('https:') ?? false;
  const name = csrfCookieName(secure);
  return { name, secure, ...(await csrfToken(request.cookies.get(name)?.value, { secret })) };
}

/** A long token is cut into numbered cookies; the prefix is next-auth's own for https. */
const hasSessionCookie = (request: NextRequest) =>
  request.cookies.getAll().some(({ name }) => /^(__Secure-)?next-auth\.session-token(\.\d+)?$/.test(name));

function contentPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    // React's development build evaluates code to show server stacks.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Positions of menus and widths of meters are style attributes in the served page.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const config = {
  matcher: ['/((?!api/|healthz$|livez$|metrics$|_next/|icon\\.svg$).*)'],
};
