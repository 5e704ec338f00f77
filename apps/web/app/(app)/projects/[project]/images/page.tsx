import type { Metadata } from 'next';
import { ImageListPage } from '../../../../../features/images/list-page.tsx';
import { firstImageColumns } from '../../../../../features/images/search.ts';
import { columnsOf } from '../../../../../server/columns.ts';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Images' };

export default async function Page({ params }: PageProps<'/projects/[project]/images'>) {
  const project = await loadProject(params);
  const [columns] = await Promise.all([
    columnsOf('images', firstImageColumns),
    load(trpc.images.list.queryOptions({ projectId: project.id })),
    load(trpc.searches.list.queryOptions({ list: 'images', projectId: project.id })),
  ]);
  return (
    <Hydrated>
      <ImageListPage chosenColumns={columns} />
    </Hydrated>
  );
}
