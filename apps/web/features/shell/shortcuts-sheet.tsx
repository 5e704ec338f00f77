'use client';

import { Dialog } from '@virtfleet/ui/dialog';
import { lazy, Suspense } from 'react';

const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }));

/** The keys that do something here. */
export function ShortcutsSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" wide>
      {open && (
        <Suspense>
          <Shortcuts />
        </Suspense>
      )}
    </Dialog>
  );
}
