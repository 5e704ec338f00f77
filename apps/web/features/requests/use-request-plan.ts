'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RequestChange, RequestPlan } from '@virtfleet/contracts/request';
import { useTRPC } from '../../trpc/client.tsx';

/** Hosts fill and empty by other people's work. */
const againMs = 15_000;

export type LiveRequestPlan = {
  /** The last that came. */
  answer: RequestPlan | undefined;
  /** Of the change as it stands: it may be approved. */
  current: boolean;
  failed: unknown;
};

/** What a request that waits would make now, asked again as long as somebody looks. */
export function useRequestPlan(requestId: string, change: RequestChange, waits: boolean): LiveRequestPlan {
  const trpc = useTRPC();
  const { data, isPlaceholderData, error } = useQuery(
    trpc.requests.plan.queryOptions(
      { requestId, change },
      { enabled: waits, placeholderData: keepPreviousData, refetchInterval: againMs, gcTime: againMs },
    ),
  );
  return { answer: data, current: data !== undefined && !isPlaceholderData, failed: data === undefined ? error : null };
}
