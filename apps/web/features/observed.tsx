'use client';

import { useClock } from '@virtfleet/ui/clock';
import { Note } from '@virtfleet/ui/note';
import { RelativeTime, Since } from '@virtfleet/ui/relative-time';
import type { ReactNode } from 'react';

/** Observations are no changes, so nobody tells of them: they are asked for. */
export const observedEveryMs = 10_000;

/** Hosts tell of changes at once and are looked at whole each minute: two looks missed are news. */
const overdueMs = 150_000;

/** Whether nothing was observed for longer than it should be. */
export const isOverdue = (date: Date, now: Date): boolean => now.getTime() - date.getTime() > overdueMs;

const useOverdue = (date: Date): boolean => useClock((now) => String(isOverdue(date, now))) === 'true';

/** "46 s ago": how old an observation is, in colour only when it is older than it should be. */
export function ObservedTime({ date }: { date: Date }) {
  const overdue = useOverdue(date);
  return <RelativeTime date={date} className={overdue ? 'text-amber-ink' : undefined} />;
}

/** A host that counts as up and of which nothing was heard: then nobody looks. */
export function OverdueNote({ date, host }: { date: Date; host: ReactNode }) {
  const overdue = useOverdue(date);
  if (!overdue) return null;
  return (
    <Note>
      <b className="font-[550]">
        Nothing was observed on {host} for <Since date={date} />.
      </b>{' '}
      The worker that looks after it may be down. VMs run on without it; what changed since then is not shown, and what
      you ask for waits.
    </Note>
  );
}
