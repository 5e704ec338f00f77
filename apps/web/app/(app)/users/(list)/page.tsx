import type { Metadata } from 'next';
import { UserListPage } from '../../../../features/users/list-page.tsx';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Users' };

export default async function Page() {
  await load(trpc.users.list.queryOptions());
  return (
    <Hydrated>
      <UserListPage />
    </Hydrated>
  );
}
