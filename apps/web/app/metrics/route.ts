import { answerMetrics } from '@virtfleet/api/metrics-door';
import { apiServer } from '@virtfleet/api/server';

export const dynamic = 'force-dynamic';

export function GET(request: Request): Promise<Response> {
  return answerMetrics(request, apiServer().metrics, process.env.VIRTFLEET_METRICS_TOKEN);
}
