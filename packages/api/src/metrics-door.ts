import { createHash, timingSafeEqual } from 'node:crypto';
import type { Exposition } from '@virtfleet/telemetry/metrics';

/**
 * What Prometheus reads, for whoever brings the token. Without a token configured there is no such page for anyone: that a request
 * comes from this machine proves nothing, since a proxy does too.
 */
export async function answerMetrics(
  request: Pick<Request, 'headers'>,
  metrics: Exposition,
  token: string | undefined,
): Promise<Response> {
  if (!token) return new Response('Not found', { status: 404 });
  const given = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (!isSame(given, token))
    return new Response('A bearer token is needed', { status: 401, headers: { 'www-authenticate': 'Bearer' } });
  return new Response(await metrics.text(), {
    headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
  });
}

/** In a time that tells nothing of where they differ. */
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));
const digest = (text: string) => createHash('sha256').update(text).digest();
