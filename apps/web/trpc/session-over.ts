'use client';

import { useSyncExternalStore } from 'react';

let over = false;
const listeners = new Set<() => void>();

/** The API refused us as nobody: said once, from wherever it is noticed. */
export function noteSessionOver(): void {
  if (over) return;
  over = true;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the person must sign in again before anything works. */
export const useSessionOver = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => over,
    () => false,
  );
