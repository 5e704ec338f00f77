'use client';

import { useQuery } from '@tanstack/react-query';
import type { OperationRecord } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useProject } from '../session/me.tsx';
import {
  Deed,
  OperationActions,
  OperationBody,
  OperationCard,
  Outcome,
  type ShownOperation,
} from './operation-card.tsx';

/** An operation with its commands: asked for by itself, for they are many. Until they are here its steps stand without them. */
export function WholeOperation({ record }: { record: OperationRecord }) {
  return <OperationCard operation={useWhole(record)} actions={<PageLink operationId={record.id} />} />;
}

function useWhole(record: OperationRecord): ShownOperation {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.operations.get.queryOptions({ operationId: record.id }));
  return data ?? record;
}

function PageLink({ operationId }: { operationId: string }) {
  const project = useProject();
  return (
    <Button size="sm" render={<Link href={`/projects/${project.name}/operations/${operationId}`} />}>
      Open
    </Button>
  );
}

type HistoryProps = {
  operations: readonly OperationRecord[];
  /** Asks for older ones; undefined: these are all. */
  onMore?: (() => void) | undefined;
};

/** What was done to a VM, newest first: a line each, and everything about it under the line. */
export function OperationHistory({ operations, onMore }: HistoryProps) {
  if (operations.length === 0) return <Card>Nothing has been done with it yet.</Card>;
  return (
    <Card flush label="Operations of this VM">
      <ul className="divide-y divide-line">
        {operations.map((record, index) => (
          <li key={record.id}>
            <Entry record={record} open={index === 0} />
          </li>
        ))}
      </ul>
      {onMore && (
        <div className="border-line border-t px-4 py-2.5">
          <Button size="sm" onClick={onMore}>
            Show older ones
          </Button>
        </div>
      )}
    </Card>
  );
}

/** `open`: whether it begins unfolded. */
function Entry({ record, open }: { record: OperationRecord; open: boolean }) {
  const [opened, setOpened] = useState(open);
  return (
    <details open={opened} onToggle={(event) => setOpened(event.currentTarget.open)} className="group/entry">
      <summary className="grid min-h-10 list-none grid-cols-[14px_minmax(0,1fr)] items-center gap-x-2 px-4 py-1.5 -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className="shrink-0 text-ink-3 transition-transform duration-100 group-open/entry:rotate-90"
        />
        <span className="flex min-w-0 flex-wrap items-center gap-x-2.5">
          <span className="min-w-0 break-words font-[550]">
            <Deed operation={record} />
          </span>
          <span className="min-w-0 text-ink-3">
            <Outcome operation={record} />
          </span>
        </span>
        {!opened && record.status === 'failed' && (
          <span className="col-start-2 min-w-0 truncate text-red-ink">{record.error}</span>
        )}
      </summary>
      {opened && <Unfolded record={record} />}
    </details>
  );
}

function Unfolded({ record }: { record: OperationRecord }) {
  const operation = useWhole(record);
  return (
    <div className="border-line border-t bg-bg/40">
      <OperationBody operation={operation} />
      <div className="flex flex-wrap justify-end gap-2 px-4 pb-3">
        <PageLink operationId={record.id} />
        <OperationActions operation={operation} />
      </div>
    </div>
  );
}
