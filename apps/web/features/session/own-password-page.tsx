'use client';

import { Button } from '@virtfleet/ui/button';
import { Logo } from '@virtfleet/ui/logo';
import { PasswordFields } from './password-fields.tsx';
import { signOut } from './sign-out.ts';

/** All that someone sees who signed in with a one-time password. `next`: the page that was asked for. */
export function OwnPasswordPage({ name, email, next }: { name: string; email: string; next: string }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-85">
        <Logo size="lg" />
        <h1 className="mt-4 text-section">A password of your own</h1>
        <p className="mt-1 mb-4 text-ink-2">
          {name}, you signed in with a one-time password. Choose another now; whoever gave you that one does not learn
          it.
        </p>
        <PasswordFields
          currentLabel="One-time password"
          email={email}
          submit="Set it and go on"
          autoFocus
          // A whole load: pages that were refused before are asked for anew.
          onDone={() => window.location.assign(next)}
        />
        <p className="mt-4 text-caption text-ink-3">
          Not {email}?{' '}
          <Button size="sm" variant="ghost" onClick={() => void signOut()}>
            Sign out
          </Button>
        </p>
      </div>
    </main>
  );
}
