import type { Metadata } from 'next';
import { ProjectListPage } from '../../../../features/projects/list-page.tsx';
import { firstProjectColumns } from '../../../../features/projects/search.ts';
import { columnsOf } from '../../../../server/columns.ts';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Projects' };

export default async function Page() {
  const [columns] = await Promise.all([
    columnsOf('projects', firstProjectColumns),
    load(trpc.projects.list.queryOptions()),
    load(trpc.searches.list.queryOptions({ list: 'projects', projectId: null })),
  ]);
  return (
    <Hydrated>
      <ProjectListPage chosenColumns={columns} />
    </Hydrated>
  );
}
