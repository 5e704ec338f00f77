import { id } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { UserPage } from '../../../../features/users/detail-page.tsx';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

type Props = PageProps<'/users/[id]'>;

const userOf = async ({ params }: Props) => {
  const userId = id.safeParse((await params).id);
  return userId.success ? load(trpc.users.get.queryOptions({ userId: userId.data })) : notFound();
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  // The page itself answers with whatever went wrong.
  const user = await userOf(props).catch(() => null);
  return { title: user?.name ?? 'Not found' };
}

export default async function Page(props: Props) {
  const user = await userOf(props);
  return (
    <Hydrated>
      <UserPage userId={user.id} />
    </Hydrated>
  );
}
