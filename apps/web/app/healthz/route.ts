import { apiServer } from '@virtfleet/api/server';

export const dynamic = 'force-dynamic';

/** 200 once pages can be answered: the database answers, and its schema is at least this build's. Else 503, and what is lacking. */
export async function GET(): Promise<Response> {
  const health = await apiServer().health(process.env.VIRTFLEET_NEWEST_MIGRATION ?? '');
  const ok = health.database && health.migrations === 'in step';
  return Response.json({ ok, ...health }, { status: ok ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
