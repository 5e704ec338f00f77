'use client';

import { useQueries } from '@tanstack/react-query';
import type { VmOrder } from '@virtfleet/contracts/list';
import { sparkEveryMs } from '@virtfleet/contracts/metrics-pace';
import { useTRPC } from '../../trpc/client.tsx';
import { useRows, useView } from '../lists/use-view.ts';
import { observedEveryMs } from '../observed.tsx';
import type { VmRow } from './list-columns.tsx';
import { vmPage } from './pages.ts';

type Asked = { projectId: string; q: string; order: VmOrder; sparks: boolean };

/**
 * A project’s VMs of which the pages in view are here. Only those are asked for again when something changes, however
 * many there are and were looked at.
 */
export function useVmRows({ projectId, q, order, sparks }: Asked) {
  const trpc = useTRPC();
  const { pages, onView } = useView();
  const results = useQueries({
    queries: pages.map((page) =>
      trpc.vms.list.queryOptions(vmPage({ projectId, q, order, page }), { refetchInterval: observedEveryMs }),
    ),
  });
  const cpu = useQueries({
    queries: results.map(({ data }) =>
      trpc.vms.sparks.queryOptions(
        { projectId, vmIds: data?.items.map(({ id }) => id) ?? [] },
        { enabled: sparks && data !== undefined && data.items.length > 0, refetchInterval: sparkEveryMs / 2 },
      ),
    ),
  });
  const whole = results.map(({ data }, index) => ({
    data: data && {
      total: data.total,
      items: data.items.map((vm): VmRow => ({ ...vm, cpu: cpu[index]?.data?.[vm.id] })),
    },
  }));
  const rows = useRows(`${q}\n${order}`, pages, whole);
  const error = results.find((result) => result.error && !result.data)?.error ?? null;
  return { ...rows, onView, error, retry: () => void Promise.all(results.map((result) => result.refetch())) };
}
