import type { Metadata } from 'next';
import { KeypairListPage } from '../../../../../features/keypairs/list-page.tsx';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'SSH keys' };

export default async function Page({ params }: PageProps<'/projects/[project]/keys'>) {
  const project = await loadProject(params);
  await load(trpc.keypairs.list.queryOptions({ projectId: project.id }));
  return (
    <Hydrated>
      <KeypairListPage />
    </Hydrated>
  );
}
