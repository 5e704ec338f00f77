'use client';
import { useSyncExternalStore } from 'react';

/** One timer for every time on the page; it runs only while something shows one. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * What `say` makes of the current time, kept current. A component renders again only when the words change.
 * The server's words may be a second older than the browser's: mark the element with suppressHydrationWarning.
 */
export function useClock(say: (now: Date) => string): string {
  const read = () => say(new Date());
  return useSyncExternalStore(subscribe, read, read);
}

const never = () => () => {};

/** False on the server and while hydrating, so that what depends on the reader's zone is said only in the browser. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
