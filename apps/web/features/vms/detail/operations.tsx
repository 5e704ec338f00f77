'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { OperationRecord } from '@virtfleet/contracts/views';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { OperationHistory } from '../../operations/history.tsx';

/** As many as the page has from the start, and as many as are ever asked for at once. */
export const firstOperations = 50;
const mostOperations = 500;

/** Everything that was done with a VM; what is older than the first ones is asked for. */
export function VmOperations({ vmId, newest }: { vmId: string; newest: readonly OperationRecord[] }) {
  const trpc = useTRPC();
  const [limit, setLimit] = useState(firstOperations);
  const { data } = useQuery(
    trpc.operations.ofVm.queryOptions(
      { vmId, limit },
      { enabled: limit > firstOperations, placeholderData: keepPreviousData },
    ),
  );
  const shown = limit > firstOperations ? (data ?? newest) : newest;
  const more = shown.length >= limit && limit < mostOperations;
  return (
    <OperationHistory
      operations={shown}
      onMore={more ? () => setLimit(Math.min(limit * 2, mostOperations)) : undefined}
    />
  );
}
