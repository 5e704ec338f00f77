'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLive } from '../../trpc/live.tsx';

function subscribe(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** Whether the device has a network at all; only its "no" is to be believed. */
export const useOnline = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );

/** How long a page may be behind before it says so. */
const patienceMs = 5_000;

/** Since when nothing is heard of what happens; null: it is heard, or was a moment ago. */
export function useLostSince(): Date | null {
  const live = useLive();
  const online = useOnline();
  const lost = !online || (live !== 'live' && live !== 'ended');
  const [since, setSince] = useState<Date | null>(null);
  useEffect(() => {
    if (!lost) return;
    const began = new Date();
    const timer = setTimeout(() => setSince(began), patienceMs);
    return () => {
      clearTimeout(timer);
      setSince(null);
    };
  }, [lost]);
  return since;
}
