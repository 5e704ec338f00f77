'use client';
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from './button.tsx';
import { Dot, type Tone } from './state-badge.tsx';
import type { ToastOptions } from './toast.tsx';

type ToastData = { tone: Tone };
const manager = Toast.createToastManager<ToastData>();

/** Only once it is drawn: what is said before that is heard by nobody. */
function say({ title, description, tone = 'ok', action }: ToastOptions): void {
  manager.add({
    title,
    description,
    data: { tone },
    priority: tone === 'bad' ? 'high' : 'low',
    timeout: tone === 'bad' ? 0 : 6000,
    ...(action ? { actionProps: { children: action.label, onClick: action.onClick } } : {}),
  });
}

/** They stand above the bar at the bottom. `pending`: said and not shown yet. */
export function ToastView({ pending, onShown }: { pending: readonly ToastOptions[]; onShown: () => void }) {
  // Behind those of what it draws, which listen from then on.
  useEffect(() => {
    if (pending.length === 0) return;
    for (const each of pending) say(each);
    onShown();
  }, [pending, onShown]);
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-[calc(var(--bar-height,0px)+16px)] z-50 flex w-90 max-w-[calc(100vw-32px)] flex-col-reverse gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((each) => (
    <Toast.Root
      key={each.id}
      toast={each}
      swipeDirection={['right', 'down']}
      className="rounded-card border border-line bg-raised shadow-float transition-opacity duration-150 data-limited:hidden data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-baseline gap-2.5 py-2.5 pr-2 pl-3.5">
        <Dot tone={each.data?.tone ?? 'ok'} className="relative -top-px" />
        <div className="min-w-0 flex-1">
          <Toast.Title className="break-words font-[550]" />
          <Toast.Description className="break-words text-ink-2" />
          <Toast.Action className="hit mt-1 font-medium text-accent hover:underline" />
        </div>
        <Toast.Close
          render={
            <IconButton label="Close" size="sm" className="self-start">
              <X size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          }
        />
      </Toast.Content>
    </Toast.Root>
  ));
}
