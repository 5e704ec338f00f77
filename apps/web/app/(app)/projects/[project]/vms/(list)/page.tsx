import type { Metadata } from 'next';
import { VmListPage } from '../../../../../../features/vms/list-page.tsx';
import { vmPages } from '../../../../../../features/vms/pages.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, loadPages, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'VMs' };

export default async function Page({ params }: PageProps<'/projects/[project]/vms'>) {
  const project = await loadProject(params);
  await Promise.all([
    load(trpc.vms.counts.queryOptions({ projectId: project.id })),
    loadPages(trpc.vms.list.infiniteQueryOptions({ projectId: project.id }, vmPages)),
  ]);
  return (
    <Hydrated>
      <VmListPage />
    </Hydrated>
  );
}
