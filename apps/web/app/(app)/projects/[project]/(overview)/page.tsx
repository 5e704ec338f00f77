import type { Metadata } from 'next';
import { OverviewPage } from '../../../../../features/overview/overview-page.tsx';
import { overviewAsks } from '../../../../../features/overview/queries.ts';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export async function generateMetadata({ params }: PageProps<'/projects/[project]'>): Promise<Metadata> {
  return { title: decodeURIComponent((await params).project) };
}

export default async function Page({ params }: PageProps<'/projects/[project]'>) {
  const { id: projectId } = await loadProject(params);
  const asks = overviewAsks(projectId);
  const [counts] = await Promise.all([
    load(trpc.vms.counts.queryOptions({ projectId })),
    load(trpc.quotas.get.queryOptions({ projectId })),
    load(trpc.vms.list.queryOptions(asks.troubled)),
    load(trpc.operations.page.queryOptions(asks.stuck)),
    load(trpc.operations.list.queryOptions(asks.recent)),
  ]);
  if (counts.total === 0) await load(trpc.keypairs.list.queryOptions({ projectId }));
  return (
    <Hydrated>
      <OverviewPage />
    </Hydrated>
  );
}
