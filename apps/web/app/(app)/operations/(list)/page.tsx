import { fleetOperationLanguage } from '@virtfleet/domain/search/operations';
import type { Metadata } from 'next';
import { oneOf } from '../../../../features/lists/one-of.ts';
import { pageRows } from '../../../../features/lists/page-rows.ts';
import { runnable } from '../../../../features/lists/runnable.ts';
import { firstFleetColumns } from '../../../../features/operations/first-columns.ts';
import { FleetOperationsPage } from '../../../../features/operations/fleet-page.tsx';
import { columnsOf } from '../../../../server/columns.ts';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Operations of the fleet' };

export default async function Page({ searchParams }: PageProps<'/operations'>) {
  const q = runnable(oneOf((await searchParams).q), fleetOperationLanguage) ?? '';
  const [columns] = await Promise.all([
    columnsOf('fleet-operations', firstFleetColumns),
    load(trpc.operations.fleet.queryOptions({ q, offset: 0, limit: pageRows })),
    load(trpc.searches.list.queryOptions({ list: 'operations', projectId: null })),
  ]);
  return (
    <Hydrated>
      <FleetOperationsPage chosenColumns={columns} />
    </Hydrated>
  );
}
