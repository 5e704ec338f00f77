import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Log } from '@virtfleet/telemetry/log';
import { logError } from './errors.ts';
import { appRouter } from './root.ts';
import type { ApiContext } from './trpc.ts';

export type Door = {
  log: Log;
  createContext: () => Promise<ApiContext>;
  /** This process is about to end. */
  closing?: boolean;
};

/** The API over HTTP, under /api/trpc: queries, mutations, and the stream of changes, which ends when the browser goes (the request's signal). */
export function answerApi(
  request: Request,
  { log, createContext, closing = false }: Door,
): Response | Promise<Response> {
  // A connection that was kept open would bring the next stream to a process that takes no more.
  if (closing) return new Response('Try again', { status: 503, headers: { connection: 'close', 'retry-after': '1' } });
  const status = refusal(request);
  if (status !== null) return new Response('Not from here', { status });
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext,
    // A query whose input is long comes by POST; what changes something still comes by POST alone.
    allowMethodOverride: true,
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store' }) }),
    onError: ({ error, path, ctx }) => {
      // With a context the procedure has logged it.
      if (!ctx) logError(log, error, path);
    },
  });
}

/**
 * The status to refuse a request with that another site made a browser send; null: none. Only POST changes anything. Cookies are
 * SameSite=Lax, but other ports of this host are the same site; and a form can send neither JSON nor, without asking first, a header.
 */
export function refusal({ method, headers }: Pick<Request, 'method' | 'headers'>): 403 | 415 | null {
  if (method !== 'POST') return null;
  if (headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json') return 415;
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' ? null : 403;
  // Browsers that don't say the site, as on plain http elsewhere than localhost, do say the origin; what says neither is no browser.
  const origin = headers.get('origin');
  return origin === null || isOurs(origin, headers) ? null : 403;
}

function isOurs(origin: string, headers: Headers): boolean {
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === headers.get('host') || host === headers.get('x-forwarded-host');
}
