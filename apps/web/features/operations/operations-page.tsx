'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { OperationSummary } from '@virtfleet/contracts/views';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Duration, Elapsed, RelativeTime } from '@virtfleet/ui/relative-time';
import { StateBadge } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import { useProject } from '../session/me.tsx';
import { operationStates, operationsShown, operationTitle } from './words.ts';

export function OperationsPage() {
  const { id, name } = useProject();
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.operations.list.queryOptions({ projectId: id, limit: operationsShown }));
  return (
    <>
      <PageHeader title="Operations" fact={query.data.length > 0 ? 'newest first' : undefined} />
      <DataTable
        label="Operations"
        columns={columns}
        rows={query.data}
        rowKey={(operation) => operation.id}
        rowLink={(operation) => <Link href={`/projects/${name}/operations/${operation.id}`} />}
        empty={
          <EmptyState title="Nothing has been done here yet">
            Each create, start, stop and delete stands here with its steps, the commands that it ran on the host and how
            it ended. It stays when the VM is gone.
          </EmptyState>
        }
        footer={<Freshness query={query} />}
      />
    </>
  );
}

const columns: readonly Column<OperationSummary>[] = [
  { key: 'what', head: 'Operation', cell: operationTitle },
  {
    key: 'status',
    head: 'Status',
    width: '40%',
    className: 'desk:max-w-0',
    cell: ({ status, error, step, stepsDone, stepsTotal }) => {
      const { word, tone } = operationStates[status];
      const evidence =
        error ??
        (status === 'running' && step ? `${Math.min(stepsDone + 1, stepsTotal)}/${stepsTotal}, ${step}` : undefined);
      return (
        <StateBadge tone={tone} evidence={evidence} className="max-w-full max-desk:max-w-[70vw]">
          {word}
        </StateBadge>
      );
    },
  },
  { key: 'host', head: 'Host', className: 'mono text-ink-2', cell: ({ hostName }) => hostName },
  { key: 'by', head: 'By', className: 'text-ink-2', cell: ({ by }) => by ?? 'the system' },
  {
    key: 'took',
    head: 'Took',
    align: 'right',
    width: '90px',
    className: 'text-ink-2',
    cell: ({ startedAt, endedAt }) =>
      startedAt === null ? (
        '–'
      ) : endedAt ? (
        <Duration ms={endedAt.getTime() - startedAt.getTime()} />
      ) : (
        <Elapsed since={startedAt} />
      ),
  },
  {
    key: 'asked',
    head: 'Asked',
    align: 'right',
    width: '120px',
    className: 'text-ink-2',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
  },
];
