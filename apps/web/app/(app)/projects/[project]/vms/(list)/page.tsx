import type { Metadata } from 'next';
import { VmListPage } from '../../../../../../features/vms/list-page.tsx';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'VMs' };

export default async function Page({ params }: PageProps<'/projects/[project]/vms'>) {
  const project = await loadProject(params);
  await load(trpc.vms.list.queryOptions({ projectId: project.id }));
  return (
    <Hydrated>
      <VmListPage />
    </Hydrated>
  );
}
