'use client';

import { buttonClass } from '@virtfleet/ui/button';
import { Note } from '@virtfleet/ui/note';
import { usePathname, useSearchParams } from 'next/navigation';
import { useLive } from '../../trpc/live.tsx';
import { useSessionOver } from '../../trpc/session-over.ts';

/** Says that the session has ended and leads back to this very page. */
export function SessionOver() {
  const refused = useSessionOver();
  const ended = useLive() === 'ended';
  const pathname = usePathname();
  const search = useSearchParams().toString();
  if (!refused && !ended) return null;
  const next = search ? `${pathname}?${search}` : pathname;
  return (
    <div role="alert" className="sticky top-14 z-20">
      <Note
        actions={
          // A whole load, so that nothing of this session stays in memory.
          <a href={`/signin?${new URLSearchParams({ next })}`} className={buttonClass('outlined', 'sm')}>
            Sign in
          </a>
        }
      >
        <b className="font-[550]">Your session has ended.</b> Sign in again to go on; what you typed is kept.
      </Note>
    </div>
  );
}
