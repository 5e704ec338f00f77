import type { Metadata } from 'next';
import { QuotaPage } from '../../../../../features/quota/quota-page.tsx';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Quota & usage' };

export default async function Page({ params }: PageProps<'/projects/[project]/quota'>) {
  const project = await loadProject(params);
  await Promise.all([
    load(trpc.quotas.get.queryOptions({ projectId: project.id })),
    load(trpc.policies.get.queryOptions({ projectId: project.id })),
  ]);
  return (
    <Hydrated>
      <QuotaPage />
    </Hydrated>
  );
}
