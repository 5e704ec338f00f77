import type { Metadata } from 'next';
import { AccountPage } from '../../../features/account/account-page.tsx';
import { Hydrated, load, trpc } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Your account' };

export default async function Page() {
  await load(trpc.me.sessions.queryOptions());
  return (
    <Hydrated>
      <AccountPage />
    </Hydrated>
  );
}
