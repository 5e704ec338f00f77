import type { Metadata } from 'next';
import { HostListPage } from '../../../features/hosts/list-page.tsx';
import { Hydrated, load, trpc } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Hosts' };

export default async function Page() {
  await load(trpc.hosts.list.queryOptions());
  return (
    <Hydrated>
      <HostListPage />
    </Hydrated>
  );
}
