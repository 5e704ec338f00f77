import { answerApi } from '@virtfleet/api/door';
import { apiServer } from '@virtfleet/api/server';
import type { NextRequest } from 'next/server';

export const dynamic = 'force-dynamic';

function handler(request: NextRequest): Response | Promise<Response> {
  const server = apiServer();
  return answerApi(request, {
    log: server.log,
    closing: server.closing(),
    createContext: async () => server.context(await server.actor((name) => request.cookies.get(name)?.value)),
  });
}

export { handler as GET, handler as POST };
