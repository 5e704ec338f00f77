import type { Metadata } from 'next';
import { UserListPage } from '../../../../features/users/list-page.tsx';
import { firstUserColumns } from '../../../../features/users/search.ts';
import { columnsOf } from '../../../../server/columns.ts';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Users' };

export default async function Page() {
  const [columns] = await Promise.all([
    columnsOf('users', firstUserColumns),
    load(trpc.users.list.queryOptions()),
    load(trpc.searches.list.queryOptions({ list: 'users', projectId: null })),
  ]);
  return (
    <Hydrated>
      <UserListPage chosenColumns={columns} />
    </Hydrated>
  );
}
