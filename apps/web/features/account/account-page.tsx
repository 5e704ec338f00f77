'use client';

import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { ThemeCards } from '@virtfleet/ui/theme-cards';
import { toast } from '@virtfleet/ui/toast';
import { useMe } from '../session/me.tsx';
import { PasswordFields } from '../session/password-fields.tsx';
import { MySessions } from './my-sessions.tsx';
import { NameForm } from './name-form.tsx';

/** One's own: name, password, how it looks, and where one is signed in. */
export function AccountPage() {
  const me = useMe();
  return (
    <>
      <PageHeader title="Your account" fact={me.email} />
      <div className="grid items-start gap-4 desk:grid-cols-2">
        <div className="grid gap-4">
          <Card title="You">
            <NameForm name={me.name} />
            <p className="mt-2 text-ink-2">
              {me.isAdmin
                ? 'You are an admin of the fleet: you see its hosts and every project.'
                : 'Your e-mail address, which you sign in with, and your roles in projects are for others to change.'}
            </p>
          </Card>
          <Card title="Theme">
            <ThemeCards label="Theme" />
            <p className="mt-2 text-caption text-ink-3">For this browser.</p>
          </Card>
        </div>
        <Card title="Password">
          <PasswordFields
            currentLabel="Current password"
            email={me.email}
            submit="Change password"
            onDone={() =>
              toast({
                title: 'Your password is changed',
                description: 'Wherever else you were signed in, you no longer are.',
              })
            }
          />
        </Card>
      </div>
      <MySessions />
    </>
  );
}
