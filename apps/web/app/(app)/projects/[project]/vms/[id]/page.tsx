import { id as anId } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { newestStory } from '../../../../../../features/operations/words.ts';
import { vmTabOf } from '../../../../../../features/vms/detail/tabs.ts';
import { VmDetailPage } from '../../../../../../features/vms/detail-page.tsx';
import { vmTitle } from '../../../../../../features/vms/states.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

type Props = PageProps<'/projects/[project]/vms/[id]'>;

async function vmOf(params: Props['params']) {
  const [project, { id }] = await Promise.all([loadProject(params), params]);
  if (!anId.safeParse(id).success) notFound();
  const vm = await load(trpc.vms.get.queryOptions({ vmId: id }));
  // Theirs as well, but not of the project that the address names.
  return vm.projectName === project.name ? vm : notFound();
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  // The page itself answers with whatever went wrong.
  const vm = await vmOf(params).catch(() => null);
  return { title: vm ? vmTitle(vm.name, vm.status.state) : 'Not found' };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ id: vmId }, { tab }] = [await vmOf(params), await searchParams];
  const operations = await load(trpc.operations.ofVm.queryOptions({ vmId }));
  // What its tab shows at first; the rest is asked for when somebody goes there.
  const shown = {
    overview: newestStory(operations),
    operations: operations[0],
    metrics: undefined,
    settings: undefined,
  };
  const operation = shown[vmTabOf(tab)];
  await Promise.all([
    operation && load(trpc.operations.get.queryOptions({ operationId: operation.id })),
    vmTabOf(tab) === 'overview' && load(trpc.vms.metrics.queryOptions({ vmId, range: 'live' })),
    vmTabOf(tab) === 'metrics' && load(trpc.vms.metrics.queryOptions({ vmId, range: '1h' })),
  ]);
  return (
    <Hydrated>
      <VmDetailPage vmId={vmId} />
    </Hydrated>
  );
}
