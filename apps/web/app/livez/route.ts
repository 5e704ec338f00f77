export const dynamic = 'force-dynamic';

/** 200 as long as the process answers at all, whatever its database does: one that does not is to be started again. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { 'cache-control': 'no-store' } });
}
