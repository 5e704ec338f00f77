'use client';

import { useEffect, useEffectEvent } from 'react';
import { useLive } from '../../trpc/live.tsx';

/** Does it once, when the page follows what happens and the browser has nothing else to do. */
export function useAtRest(act: () => void): void {
  const live = useLive() === 'live';
  const doIt = useEffectEvent(act);
  useEffect(() => {
    if (!live) return;
    const idle = window.requestIdleCallback ?? ((then: () => void) => window.setTimeout(then, 1_000));
    const timer = setTimeout(() => idle(() => doIt()), restMs);
    return () => clearTimeout(timer);
  }, [live]);
}

const restMs = 500;
