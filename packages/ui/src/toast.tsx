'use client';
import { type ReactNode, Suspense, use, useSyncExternalStore } from 'react';
import { once } from './once.ts';
import type { Tone } from './state-badge.tsx';

export type ToastOptions = {
  title: ReactNode;
  description?: ReactNode;
  tone?: Tone;
  /** One thing to do about it. */
  action?: { label: string; onClick: () => void };
};

/** Not of a page's first load: fetched with the first that is said, or when the page is at rest. */
export const loadToasts = once(() => import('./toast-view.tsx'));

const none: readonly ToastOptions[] = [];
/** null: nothing was said on this page. */
let pending: readonly ToastOptions[] | null = null;
const listeners = new Set<() => void>();

function put(next: readonly ToastOptions[]): void {
  pending = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Says something from anywhere, politely; what went wrong is said at once and stays until it is closed. */
export function toast(options: ToastOptions): void {
  put([...(pending ?? none), options]);
}

const onShown = () => put(none);

/** Where toasts appear: once, in the root layout. */
export function Toaster() {
  const said = useSyncExternalStore(
    subscribe,
    () => pending,
    () => null,
  );
  return (
    said !== null && (
      <Suspense>
        <View pending={said} />
      </Suspense>
    )
  );
}

function View({ pending }: { pending: readonly ToastOptions[] }) {
  const { ToastView } = use(loadToasts());
  return <ToastView pending={pending} onShown={onShown} />;
}
