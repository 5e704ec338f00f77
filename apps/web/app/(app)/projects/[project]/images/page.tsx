import type { Metadata } from 'next';
import { ImageListPage } from '../../../../../features/images/list-page.tsx';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Images' };

export default async function Page({ params }: PageProps<'/projects/[project]/images'>) {
  const project = await loadProject(params);
  await load(trpc.images.list.queryOptions({ projectId: project.id }));
  return (
    <Hydrated>
      <ImageListPage />
    </Hydrated>
  );
}
