'use client';

import { type DataTag, notifyManager, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/**
 * What the cache holds for a query, without asking for it. The frame around a page must not bring a page's query into
 * being: the page's own data would then come to it only after the first paint.
 */
export function useCached<Data>({ queryKey }: { queryKey: DataTag<QueryKey, Data, unknown> }): Data | undefined {
  const queryClient = useQueryClient();
  return useSyncExternalStore(
    (changed) => queryClient.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    () => queryClient.getQueryData<Data>(queryKey),
    () => undefined,
  );
}
