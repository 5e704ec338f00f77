'use client';

import { useQuery } from '@tanstack/react-query';
import type { OperationRecord } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { OperationCard } from './operation-card.tsx';

/** An operation with its commands: asked for by itself, for they are many. Until they are here its steps stand without them. */
export function WholeOperation({ record }: { record: OperationRecord }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.operations.get.queryOptions({ operationId: record.id }));
  return <OperationCard operation={data ?? record} />;
}

/** What was done to a VM, newest first; the commands of each are a click away. */
export function OperationHistory({ operations }: { operations: readonly OperationRecord[] }) {
  if (operations.length === 0) return <Card>Nothing has been done with it yet.</Card>;
  return (
    <div className="grid gap-4">
      {operations.map((record, index) => (
        <HistoryEntry key={record.id} record={record} open={index === 0} />
      ))}
    </div>
  );
}

/** `open`: whether it begins with its commands. */
function HistoryEntry({ record, open }: { record: OperationRecord; open: boolean }) {
  const [opened, setOpened] = useState(open);
  if (opened) return <WholeOperation record={record} />;
  return (
    <OperationCard
      operation={record}
      actions={
        record.steps.length > 0 && (
          <Button size="sm" onClick={() => setOpened(true)}>
            Show commands
          </Button>
        )
      }
    />
  );
}
