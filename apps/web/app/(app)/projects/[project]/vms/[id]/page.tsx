import { id as anId } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { newestStory } from '../../../../../../features/operations/words.ts';
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

export default async function Page({ params }: Props) {
  const vm = await vmOf(params);
  const shown = newestStory(await load(trpc.operations.ofVm.queryOptions({ vmId: vm.id })));
  if (shown) await load(trpc.operations.get.queryOptions({ operationId: shown.id }));
  return (
    <Hydrated>
      <VmDetailPage vmId={vm.id} />
    </Hydrated>
  );
}
