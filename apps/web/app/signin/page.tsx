import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { nextPath } from '../../features/session/next-path.ts';
import { SignInForm } from '../../features/session/signin-form.tsx';
import { currentActor } from '../../server/actor.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/signin'>) {
  const next = nextPath((await searchParams).next);
  if (await currentActor()) redirect(next);
  return <SignInForm next={next} />;
}
