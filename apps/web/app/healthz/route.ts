import { apiServer } from '@virtfleet/api/server';

export const dynamic = 'force-dynamic';

/** 200 once pages can be answered: the process runs and its database answers. */
export async function GET(): Promise<Response> {
  const { db } = apiServer().context(null);
  const ok = await db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Response.json({ ok }, { status: ok ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
