'use client';

import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { asVmOrder, defaultVmOrder, type VmOrder } from '@virtfleet/contracts/list-terms';
import type { VmCounts, VmListItem, VmState } from '@virtfleet/contracts/views';
import { vmLanguage } from '@virtfleet/domain/search/vms';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { ColumnMenu } from '@virtfleet/ui/column-menu';
import { DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { ErrorState } from '@virtfleet/ui/error-state';
import { formatCount } from '@virtfleet/ui/format';
import { ListToolbar } from '@virtfleet/ui/list-toolbar';
import { PageHeader } from '@virtfleet/ui/page-header';
import { toast } from '@virtfleet/ui/toast';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { CsvButton } from '../lists/csv-button.tsx';
import { type BuiltIn, SavedSearches } from '../lists/saved-searches.tsx';
import { SearchBar } from '../lists/search-bar.tsx';
import { useColumns } from '../lists/use-columns.ts';
import { useOrder } from '../lists/use-order.ts';
import { useSearch } from '../lists/use-search.ts';
import { useSelection } from '../lists/use-selection.ts';
import { ObservedTime } from '../observed.tsx';
import { useProject } from '../session/me.tsx';
import { useAtRest } from '../shell/at-rest.ts';
import { useShortcut } from '../shell/shortcut.ts';
import { type VmRow, vmColumns } from './list-columns.tsx';
import { useVmRows } from './use-vm-rows.ts';

const loadBulkBar = async () => ({ default: (await import('./bulk/bar.tsx')).VmBulkBar });
const VmBulkBar = lazy(loadBulkBar);

const builtIn: readonly BuiltIn[] = [
  { name: 'Mine', term: { key: 'by', negated: false, values: ['me'] } },
  { name: 'Failed', term: { key: 'state', negated: false, values: ['failed'] } },
];

/** `chosenColumns`: those that this browser shows. */
export function VmListPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const project = useProject();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const projectId = project.id;
  const search = useSearch(vmLanguage);
  const [order, putOrder] = useVmOrder();
  const { columns, shown, put, all } = useVmColumns(search.toggle, chosenColumns);
  const list = useVmRows({ projectId, q: search.q, order, sparks: shown.has('cpu') });
  const { data: counts } = useSuspenseQuery(trpc.vms.counts.queryOptions({ projectId }));
  const [asked, setAsked] = useState(false);
  const { data: facets } = useQuery(trpc.vms.facets.queryOptions({ projectId }, { enabled: asked }));
  const selection = useSelection<VmRow>({
    rows: list.rows,
    askAll: () => client.vms.matching.query({ projectId, q: search.q, order }),
    onError: (error) => toast({ tone: 'bad', title: 'Not all could be selected', description: errorMessage(error) }),
  });
  // What one no longer sees is not acted upon.
  const [selectedIn, setSelectedIn] = useState(search.q);
  if (selectedIn !== search.q) {
    setSelectedIn(search.q);
    selection.clear();
  }
  useAtRest(() => void loadBulkBar());
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
  const none = counts.total === 0 && list.total === 0;
  return (
    <>
      <PageHeader title="VMs" fact={summary(counts)} actions={!none && button} />
      {!none && (
        <ListToolbar
          search={
            <SearchBar
              label="Search VMs"
              placeholder="state:running -tag:prod web"
              language={vmLanguage}
              search={search}
              facets={facets}
              onFocus={() => setAsked(true)}
            />
          }
          chips={<SavedSearches list="vms" projectId={projectId} search={search} builtIn={builtIn} />}
          actions={
            <>
              <ColumnMenu columns={all} shown={shown} onShownChange={put} />
              <CsvButton
                name="vms"
                columns={columns}
                rows={async function* () {
                  const ids = (await client.vms.matching.query({ projectId, q: search.q, order })).map(({ id }) => id);
                  for (let at = 0; at < ids.length; at += csvRows)
                    yield await client.vms.rows.query({ projectId, vmIds: ids.slice(at, at + csvRows) });
                }}
              />
            </>
          }
          bulk={
            selection.picked.length > 0 && (
              <Suspense>
                <VmBulkBar
                  picked={selection.picked}
                  total={list.total}
                  onAll={() => selection.table.onAll(true)}
                  onClear={selection.clear}
                />
              </Suspense>
            )
          }
        />
      )}
      {list.error ? (
        <ErrorState
          title="The VMs could not be read"
          why={errorMessage(list.error)}
          actions={<Button onClick={list.retry}>Try again</Button>}
        />
      ) : (
        <DataTable
          label="VMs"
          columns={columns}
          rows={list.loading ? undefined : list.rows}
          rowKey={(vm) => vm.id}
          rowLink={(vm) => <Link href={`/projects/${project.name}/vms/${vm.id}`} />}
          onView={list.onView}
          selection={selection.table}
          order={order}
          onOrder={putOrder}
          stale={list.stale}
          empty={
            none ? <NoVms newVm={newVm} readOnly={project.readOnly} /> : <NoMatch onClear={() => search.set('')} />
          }
          footer={
            list.total > 0 && (
              <div className="flex flex-wrap justify-between gap-x-4">
                <span>
                  <Observed vms={list.rows} silent={counts.byState.unreachable ?? 0} />
                </span>
                {search.q !== '' && <span>{`${formatCount(list.total)} of ${formatCount(counts.total)} match`}</span>}
              </div>
            )
          }
        />
      )}
    </>
  );
}

/** Rows in one call for a CSV. */
const csvRows = 500;

function useVmOrder(): [VmOrder, (order: string) => void] {
  const [order, put] = useOrder(defaultVmOrder);
  // Whatever stands in the address.
  return [asVmOrder(order) ?? defaultVmOrder, put];
}

function useVmColumns(toggle: ReturnType<typeof useSearch>['toggle'], chosen: readonly string[]) {
  const all = vmColumns((tag) => toggle({ key: 'tag', negated: false, values: [tag] }));
  return { ...useColumns('vms', all, chosen), all };
}

/** "18, 14 running". */
function summary({ total, byState }: VmCounts): string | undefined {
  return total === 0 ? undefined : `${formatCount(total)}, ${formatCount(byState.running ?? 0)} running`;
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState title="No VM matches" action={<Button onClick={onClear}>Clear the search</Button>}>
      All that stands in the field must hold. A comma means “or”: state:running,paused. A minus means “not”: -tag:prod.
    </EmptyState>
  );
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
function Observed({ vms, silent }: { vms: readonly (VmListItem | undefined)[]; silent: number }) {
  const times = vms.flatMap((vm) =>
    vm?.status.observedAt && !unobserved.has(vm.status.state) ? [vm.status.observedAt.getTime()] : [],
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
            {silent === 1 ? 'One VM can’t be seen' : `${formatCount(silent)} VMs can’t be seen`}
          </b>
          : a host is silent. That alone stops no VM.
        </>
      )}
    </>
  );
}
