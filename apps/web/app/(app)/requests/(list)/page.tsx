import type { Metadata } from 'next';
import { RequestInboxPage } from '../../../../features/requests/list-page.tsx';
import { firstRequestColumns } from '../../../../features/requests/search.ts';
import { columnsOf } from '../../../../server/columns.ts';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Requests' };

export default async function Page() {
  const [columns] = await Promise.all([
    columnsOf('requests', firstRequestColumns),
    load(trpc.requests.inbox.queryOptions()),
    load(trpc.searches.list.queryOptions({ list: 'requests', projectId: null })),
  ]);
  return (
    <Hydrated>
      <RequestInboxPage chosenColumns={columns} />
    </Hydrated>
  );
}
