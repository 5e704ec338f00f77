import { apiServer } from '@virtfleet/api/server';
import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';

type Context = { params: Promise<{ nextauth: string[] }> };

/** Made at the first request, since a build has no database. */
function handler(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request, context, apiServer().auth);
}

export { handler as GET, handler as POST };
