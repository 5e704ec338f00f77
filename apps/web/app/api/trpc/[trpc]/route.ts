import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { appRouter } from '@virtfleet/api/root';
import { apiServer } from '@virtfleet/api/server';
import type { NextRequest } from 'next/server';

export const dynamic = 'force-dynamic';

/** The API's door: queries, mutations, and the stream of changes (which ends when the browser goes: the request's signal). */
function handler(request: NextRequest): Response | Promise<Response> {
  if (request.method === 'POST' && isFromElsewhere(request)) return new Response('Not from here', { status: 403 });
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: async () => {
      const server = apiServer();
      return server.context(await server.actor((name) => request.cookies.get(name)?.value));
    },
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
  });
}

/** Cookies are SameSite=Lax already; this also stops other ports of this host, which are the same site. */
const isFromElsewhere = (request: NextRequest): boolean => {
  const site = request.headers.get('sec-fetch-site');
  return site !== null && site !== 'same-origin';
};

export { handler as GET, handler as POST };
