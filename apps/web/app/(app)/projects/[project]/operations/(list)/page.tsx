import type { Metadata } from 'next';
import { OperationsPage } from '../../../../../../features/operations/operations-page.tsx';
import { operationsShown } from '../../../../../../features/operations/words.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Operations' };

export default async function Page({ params }: PageProps<'/projects/[project]/operations'>) {
  const project = await loadProject(params);
  await load(trpc.operations.list.queryOptions({ projectId: project.id, limit: operationsShown }));
  return (
    <Hydrated>
      <OperationsPage />
    </Hydrated>
  );
}
