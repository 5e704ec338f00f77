'use client';

import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { VmCounts, VmListItem, VmState } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { formatCount, formatMib } from '@virtfleet/ui/format';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../trpc/client.tsx';
import { ObservedTime, observedEveryMs } from '../observed.tsx';
import { useProject } from '../session/me.tsx';
import { useShortcut } from '../shell/shortcut.ts';
import { vmPages } from './pages.ts';
import { VmStateBadge } from './state-badge.tsx';

export function VmListPage() {
  const project = useProject();
  const trpc = useTRPC();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    trpc.vms.list.infiniteQueryOptions({ projectId: project.id }, { ...vmPages, refetchInterval: observedEveryMs }),
  );
  const { data: counts } = useSuspenseQuery(trpc.vms.counts.queryOptions({ projectId: project.id }));
  const vms = data.pages.flatMap(({ items }) => items);
  const newVm = `/projects/${project.name}/vms/new`;
  const router = useRouter();
  useShortcut('c', () => {
    if (project.readOnly === null) router.push(newVm);
  });
  const button = (
    <ActionButton variant="primary" shortcut="C" reason={project.readOnly} render={<Link href={newVm} />}>
      New VM
    </ActionButton>
  );
  return (
    <>
      <PageHeader title="VMs" fact={summary(counts)} actions={vms.length > 0 && button} />
      <DataTable
        label="VMs"
        columns={vmColumns}
        rows={vms}
        rowKey={(vm) => vm.id}
        rowLink={(vm) => <Link href={`/projects/${project.name}/vms/${vm.id}`} />}
        empty={<NoVms newVm={newVm} readOnly={project.readOnly} />}
        footer={
          vms.length > 0 && (
            <>
              {hasNextPage && (
                <div className="mb-2 flex items-center gap-3">
                  <Button size="sm" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                    Load more
                  </Button>
                  {formatCount(vms.length)} of {formatCount(counts.total)} shown, newest first
                </div>
              )}
              <Observed vms={vms} silent={counts.byState.unreachable ?? 0} />
            </>
          )
        }
      />
    </>
  );
}

export const vmColumns: readonly Column<VmListItem>[] = [
  { key: 'name', head: 'Name', cell: ({ name }) => name },
  // A long reason is cut where the column ends; the VM's page has it whole.
  {
    key: 'state',
    head: 'State',
    width: '32%',
    className: 'desk:max-w-0',
    cell: ({ status }) => <VmStateBadge status={status} />,
  },
  {
    key: 'size',
    head: 'Size',
    className: 'text-ink-2',
    cell: ({ vcpus, memoryMib }) => `${vcpus} vCPU · ${formatMib(memoryMib)}`,
  },
  { key: 'address', head: 'Address', className: 'mono', cell: ({ address }) => address ?? '–' },
  { key: 'image', head: 'Image', className: 'text-ink-2', cell: ({ image }) => image },
  {
    key: 'created',
    head: 'Created',
    align: 'right',
    width: '110px',
    className: 'text-ink-2',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
  },
];

/** "18, 14 running". */
function summary({ total, byState }: VmCounts): string | undefined {
  return total === 0 ? undefined : `${formatCount(total)}, ${formatCount(byState.running ?? 0)} running`;
}

function NoVms({ newVm, readOnly }: { newVm: string; readOnly: string | null }) {
  return (
    <EmptyState
      title="No VMs yet"
      action={
        readOnly === null ? (
          <Button variant="primary" shortcut="C" render={<Link href={newVm} />}>
            New VM
          </Button>
        ) : (
          <ActionButton variant="primary" reason={readOnly}>
            New VM
          </ActionButton>
        )
      }
    >
      A VM is a computer of your own on one of the fleet’s hosts. You have it in seconds, log in by SSH, and can delete
      it at any time.
    </EmptyState>
  );
}

/** Those whose host is silent, or has nothing of them: no news is expected. */
const unobserved: ReadonlySet<VmState> = new Set(['creating', 'failed', 'unreachable', 'unknown']);

/** How old the oldest news is among the VMs whose host speaks, and how many can't be seen. */
function Observed({ vms, silent }: { vms: readonly VmListItem[]; silent: number }) {
  const times = vms.flatMap(({ status }) =>
    status.observedAt && !unobserved.has(status.state) ? [status.observedAt.getTime()] : [],
  );
  return (
    <>
      {times.length > 0 && (
        <>
          Observed <ObservedTime date={new Date(Math.min(...times))} />.{' '}
        </>
      )}
      {silent > 0 && (
        <>
          <b className="font-[550] text-amber-ink">
            {silent === 1 ? 'One VM can’t be seen' : `${silent} VMs can’t be seen`}
          </b>
          : a host is silent. That alone stops no VM.
        </>
      )}
    </>
  );
}
