'use client';

import type { UseSuspenseQueryResult } from '@tanstack/react-query';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { useLive } from '../trpc/live.tsx';

/** How old the list is that is shown: of this moment while the page is live. */
export function Freshness({ query }: { query: Pick<UseSuspenseQueryResult<unknown>, 'dataUpdatedAt'> }) {
  const live = useLive() === 'live';
  if (live) return <>Live: changes appear by themselves.</>;
  return (
    <>
      As of <RelativeTime date={new Date(query.dataUpdatedAt)} />.
    </>
  );
}
