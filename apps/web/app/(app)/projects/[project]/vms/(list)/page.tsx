import { defaultVmOrder, vmOrder } from '@virtfleet/contracts/list';
import { vmLanguage } from '@virtfleet/domain/search/vms';
import type { Metadata } from 'next';
import { oneOf } from '../../../../../../features/lists/one-of.ts';
import { runnable } from '../../../../../../features/lists/runnable.ts';
import { firstVmColumns } from '../../../../../../features/vms/first-columns.ts';
import { VmListPage } from '../../../../../../features/vms/list-page.tsx';
import { vmPage } from '../../../../../../features/vms/pages.ts';
import { columnsOf } from '../../../../../../server/columns.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'VMs' };

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]/vms'>) {
  const { id: projectId } = await loadProject(params);
  const { q, sort } = await searchParams;
  const asked = {
    projectId,
    q: runnable(oneOf(q), vmLanguage) ?? '',
    order: vmOrder.safeParse(oneOf(sort)).data ?? defaultVmOrder,
    page: 0,
  };
  const [columns] = await Promise.all([
    columnsOf('vms', firstVmColumns),
    load(trpc.vms.counts.queryOptions({ projectId })),
    load(trpc.vms.list.queryOptions(vmPage(asked))),
    load(trpc.searches.list.queryOptions({ list: 'vms', projectId })),
  ]);
  return (
    <Hydrated>
      <VmListPage chosenColumns={columns} />
    </Hydrated>
  );
}
