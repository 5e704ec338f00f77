import type { Metadata } from 'next';
import { HostListPage } from '../../../features/hosts/list-page.tsx';
import { firstHostColumns } from '../../../features/hosts/search.ts';
import { columnsOf } from '../../../server/columns.ts';
import { Hydrated, load, trpc } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Hosts' };

export default async function Page() {
  const [columns] = await Promise.all([
    columnsOf('hosts', firstHostColumns),
    load(trpc.hosts.list.queryOptions()),
    load(trpc.searches.list.queryOptions({ list: 'hosts', projectId: null })),
  ]);
  return (
    <Hydrated>
      <HostListPage chosenColumns={columns} />
    </Hydrated>
  );
}
