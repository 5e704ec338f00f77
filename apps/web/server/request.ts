import 'server-only';
import { id as anId } from '@virtfleet/contracts/ids';
import type { RequestDetail } from '@virtfleet/contracts/request';
import { notFound } from 'next/navigation';
import { requestStates, requestTitle } from '../features/requests/words.ts';
import { load, trpc } from '../trpc/server.tsx';

/** The request of an address, with the plan that its page begins with. */
export async function loadRequest(id: string): Promise<RequestDetail> {
  if (!anId.safeParse(id).success) notFound();
  const request = await load(trpc.requests.get.queryOptions({ requestId: id }));
  // What can't be planned now says so on the page.
  if (request.state === 'waiting')
    await load(trpc.requests.plan.queryOptions({ requestId: id, change: {} })).catch(() => null);
  return request;
}

/** "◌ #214 12 VMs, load-01 – load-12" */
export async function requestMetadata(id: string) {
  const known = anId.safeParse(id).success;
  // The page itself answers with whatever went wrong.
  const request = known ? await load(trpc.requests.get.queryOptions({ requestId: id })).catch(() => null) : null;
  return { title: request ? `${requestStates[request.state].sign} ${requestTitle(request)}` : 'Not found' };
}
