import { id } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { CreateVmPage } from '../../../../../../features/vms/create/create-page.tsx';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'New VM' };

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]/vms/new'>) {
  const { id: projectId } = await loadProject(params);
  const { like, image, again } = await searchParams;
  const likeId = id.safeParse(like).data ?? null;
  const againId = id.safeParse(again).data ?? null;
  const [model, form] = await Promise.all([
    // It may be gone by now, which is no reason to show no form.
    likeId ? load(trpc.vms.get.queryOptions({ vmId: likeId })).catch(() => null) : null,
    // A request of which nothing can be had opens the form as it begins.
    againId ? load(trpc.requests.form.queryOptions({ requestId: againId })).catch(() => null) : null,
    load(trpc.flavors.list.queryOptions({ projectId })),
    load(trpc.images.list.queryOptions({ projectId })),
    load(trpc.networks.list.queryOptions({ projectId })),
    load(trpc.keypairs.list.queryOptions({ projectId })),
    load(trpc.quotas.get.queryOptions({ projectId })),
  ]);
  return (
    <Hydrated>
      <CreateVmPage
        likeId={likeId}
        model={model}
        imageName={typeof image === 'string' ? image : null}
        again={againId && form ? { requestId: againId, form } : null}
      />
    </Hydrated>
  );
}
