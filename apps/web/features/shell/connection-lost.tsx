'use client';

import { Elapsed } from '@virtfleet/ui/relative-time';
import { Dot } from '@virtfleet/ui/state-badge';
import { useLostSince, useOnline } from './connection.ts';

/** Says that the page shows the past, above the bar at the bottom: nothing moves for it. */
export function ConnectionLost() {
  const since = useLostSince();
  const online = useOnline();
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-[calc(var(--bar-height,0px)+16px)] z-30 flex justify-center desk:left-60"
    >
      {since && (
        <div className="pointer-events-auto flex max-w-140 items-baseline gap-2.5 rounded-card border border-line bg-raised px-3.5 py-2.5 shadow-float">
          <Dot tone="warn" className="relative -top-px" />
          <div>
            <b className="font-[550]">{online ? 'No connection to Virtfleet' : 'You are offline'}</b> for{' '}
            <Elapsed since={since} />. What you see is from before that; it is brought up to date by itself when the
            connection is back. VMs run on without it.
          </div>
        </div>
      )}
    </div>
  );
}
