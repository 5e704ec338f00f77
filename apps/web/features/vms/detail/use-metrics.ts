'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type MetricsRange, type VmMetrics, watchEveryMs } from '@virtfleet/contracts/metrics';
import type { VmDetail } from '@virtfleet/contracts/views';
import { useEffect } from 'react';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';

/** Has the VM sampled every 2 s as long as it runs and somebody sees this page. */
export function useWatch({ id, status }: VmDetail): void {
  const client = useTRPCClient();
  const running = status.state === 'running';
  useEffect(() => {
    if (!running) return;
    const watch = () => {
      // One that fails is made good by the next.
      if (document.visibilityState === 'visible') client.vms.watch.mutate({ vmId: id }).catch(() => {});
    };
    watch();
    const timer = setInterval(watch, watchEveryMs);
    document.addEventListener('visibilitychange', watch);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', watch);
    };
  }, [client, id, running]);
}

/** What is live is told by the stream; asked for as well, so that what has ended does not stand still for ever. */
const againMs: Record<MetricsRange, number> = { live: 10_000, '1h': 60_000, '24h': 60_000 };

/** Undefined: not here yet. */
export function useMetrics(vmId: string, range: MetricsRange): VmMetrics | undefined {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.vms.metrics.queryOptions(
      { vmId, range },
      { refetchInterval: againMs[range], placeholderData: keepPreviousData },
    ),
  );
  return data;
}
