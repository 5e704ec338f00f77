'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** What this very person did is shown at once, also while the stream is down. */
export function useRefreshVms(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.vms.pathFilter()),
      queryClient.invalidateQueries(trpc.operations.pathFilter()),
    ]);
}
