'use client';

import type { OneTimePassword } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { CopyLine } from '@virtfleet/ui/copy-line';
import { formatFullDate } from '@virtfleet/ui/format';

type OneTimeProps = { password: OneTimePassword; name: string; email: string; onDone: () => void };

/** Shows the password, for the only time that there is. */
export function OneTime({ password: { password, until }, name, email, onDone }: OneTimeProps) {
  return (
    <div className="grid gap-3">
      <p className="text-ink-2">
        Hand it to {name}: it is shown this once, and nobody can look it up. It is good until {formatFullDate(until)}.
      </p>
      <dl className="grid items-center gap-x-4 gap-y-2 sm:grid-cols-[auto_minmax(0,1fr)]">
        <dt className="text-ink-3">Sign in as</dt>
        <dd className="mono break-all">{email}</dd>
        <dt className="text-ink-3">One-time password</dt>
        <dd>
          <CopyLine text={password} label="Copy the password" />
        </dd>
      </dl>
      <p className="text-ink-2">Signed in by it, one can do nothing but choose a password of one’s own.</p>
      <div className="mt-1 flex justify-end">
        <Button variant="primary" autoFocus onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
