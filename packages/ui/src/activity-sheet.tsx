'use client';
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './button.tsx';
import { backdropClass } from './dialog-class.tsx';

type ActivitySheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLElement | null>;
  label: string;
  more: ReactNode;
  children: ReactNode;
};

/** What is under way, from the bottom of a phone; it closes when a link in it is followed. */
export function ActivitySheet({ open, onOpenChange, anchor, label, more, children }: ActivitySheetProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          finalFocus={anchor}
          onClick={(event) => event.target instanceof Element && event.target.closest('a') && onOpenChange(false)}
          className="fixed inset-x-0 bottom-0 z-40 flex max-h-[80dvh] flex-col rounded-t-float border-line border-t bg-raised pb-[env(safe-area-inset-bottom)] shadow-float transition-transform duration-150 data-ending-style:translate-y-full data-starting-style:translate-y-full"
        >
          <div className="flex min-h-13 items-center gap-3 border-line border-b pr-2 pl-4">
            <Dialog.Title className="flex-1 text-section">{label}</Dialog.Title>
            {more}
            <Dialog.Close
              render={
                <IconButton label="Close">
                  <X size={16} strokeWidth={1.5} aria-hidden />
                </IconButton>
              }
            />
          </div>
          <div className="min-h-50 overflow-y-auto overscroll-contain">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
