import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { nextPath, pathOfAddress } from '../../features/session/next-path.ts';
import { signInRefusal } from '../../features/session/refusal.ts';
import { SignInForm } from '../../features/session/signin-form.tsx';
import { currentActor } from '../../server/actor.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/signin'>) {
  const { next: asked, callbackUrl, error, csrf } = await searchParams;
  // A form that was sent without JavaScript and refused comes back by next-auth, which names the page in its own way.
  const next = nextPath(asked ?? pathOfAddress(callbackUrl));
  if (await currentActor()) redirect(next);
  const csrfToken = (await headers()).get('x-csrf-token') ?? '';
  return <SignInForm next={next} csrfToken={csrfToken} refusal={signInRefusal(csrf === undefined ? error : 'Csrf')} />;
}
