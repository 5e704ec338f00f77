import type { Metadata } from 'next';
import { KeypairListPage } from '../../../../../features/keypairs/list-page.tsx';
import { firstKeypairColumns } from '../../../../../features/keypairs/search.ts';
import { columnsOf } from '../../../../../server/columns.ts';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'SSH keys' };

export default async function Page({ params }: PageProps<'/projects/[project]/keys'>) {
  const project = await loadProject(params);
  const [columns] = await Promise.all([
    columnsOf('keypairs', firstKeypairColumns),
    load(trpc.keypairs.list.queryOptions({ projectId: project.id })),
    load(trpc.searches.list.queryOptions({ list: 'keypairs', projectId: project.id })),
  ]);
  return (
    <Hydrated>
      <KeypairListPage chosenColumns={columns} />
    </Hydrated>
  );
}
