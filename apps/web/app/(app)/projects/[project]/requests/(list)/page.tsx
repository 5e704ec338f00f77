import type { Metadata } from 'next';
import { RequestListPage } from '../../../../../../features/requests/list-page.tsx';
import { firstRequestColumns } from '../../../../../../features/requests/search.ts';
import { columnsOf } from '../../../../../../server/columns.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Requests' };

export default async function Page({ params }: PageProps<'/projects/[project]/requests'>) {
  const { id: projectId } = await loadProject(params);
  const [columns] = await Promise.all([
    columnsOf('requests', firstRequestColumns),
    load(trpc.requests.list.queryOptions({ projectId })),
    load(trpc.policies.get.queryOptions({ projectId })),
    load(trpc.searches.list.queryOptions({ list: 'requests', projectId })),
  ]);
  return (
    <Hydrated>
      <RequestListPage chosenColumns={columns} />
    </Hydrated>
  );
}
