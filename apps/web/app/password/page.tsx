import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { nextPath } from '../../features/session/next-path.ts';
import { OwnPasswordPage } from '../../features/session/own-password-page.tsx';
import { currentActor } from '../../server/actor.ts';
import { ApiProvider } from '../../trpc/client.tsx';

export const metadata: Metadata = { title: 'A password of your own' };

export default async function Page({ searchParams }: PageProps<'/password'>) {
  const next = nextPath((await searchParams).next);
  const actor = await currentActor();
  if (!actor) redirect('/signin');
  if (!actor.passwordDue) redirect(next);
  return (
    <ApiProvider>
      <OwnPasswordPage name={actor.name} email={actor.email} next={next} />
    </ApiProvider>
  );
}
