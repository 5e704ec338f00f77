import pg from 'pg';
import { until } from '../run.ts';

/** Waits until a page answers 200. */
export async function pageAnswers(url: string, limitMs: number, signal: AbortSignal) {
  await until(url, limitMs, async () => {
    signal.throwIfAborted();
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) }).catch(() => null);
    await answer?.arrayBuffer().catch(() => {});
    return answer?.status === 200;
  });
}

type HostRow = { name: string; state: string; state_reason: string | null; seen: boolean; copied: boolean };

/** Which of these hosts are not yet up with these images on them, each in a few words. `since`: what was seen before does not count. */
export async function hostsNotReady(
  databaseUrl: string,
  names: readonly string[],
  images: readonly string[],
  since: Date,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<HostRow>(
      `SELECT name, state, state_reason, coalesce(observed_at >= $2, false) AS seen,
         NOT EXISTS (SELECT FROM image i WHERE i.name = ANY($3) AND NOT EXISTS
           (SELECT FROM image_copy c WHERE c.image_id = i.id AND c.host_id = host.id)) AS copied
       FROM host WHERE name = ANY($1) ORDER BY name`,
      [names, since, images],
    );
    return rows.flatMap((row) => notReady(row) ?? []);
  } finally {
    await client.end().catch(() => {});
  }
}

function notReady({ name, state, state_reason, seen, copied }: HostRow): string | null {
  if (state !== 'up') return `${name} is ${state}${state_reason ? ` (${state_reason})` : ''}`;
  if (!seen) return `${name} was not reached yet`;
  return copied ? null : `${name} has no copy of the image yet`;
}
