import { id } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { CreateVmPage } from '../../../../../../features/vms/create/create-page.tsx';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'New VM' };

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]/vms/new'>) {
  const { id: projectId } = await loadProject(params);
  const model = id.safeParse((await searchParams).like);
  const [vm] = await Promise.all([
    model.success ? load(trpc.vms.get.queryOptions({ vmId: model.data })) : null,
    load(trpc.flavors.list.queryOptions({ projectId })),
    load(trpc.images.list.queryOptions({ projectId })),
    load(trpc.networks.list.queryOptions({ projectId })),
    load(trpc.keypairs.list.queryOptions({ projectId })),
  ]);
  return (
    <Hydrated>
      <CreateVmPage model={vm} />
    </Hydrated>
  );
}
