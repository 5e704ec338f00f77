'use client';
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { MouseEvent, ReactNode, RefObject } from 'react';
import { IconButton } from './button.tsx';
import { backdropClass } from './dialog-class.tsx';

type NavSheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/** The nav of a phone, from the left; it closes when a link in it is followed. */
export function NavSheet({ open, onOpenChange, anchor, children }: NavSheetProps) {
  const closeOnLink = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a')) onOpenChange(false);
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          aria-label="Menu"
          finalFocus={anchor}
          onClick={closeOnLink}
          className="fixed inset-y-0 left-0 z-40 w-72 max-w-[calc(100vw-56px)] overflow-y-auto border-line border-r bg-sunken px-3 pt-3 shadow-float transition-transform duration-150 data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <Dialog.Close
            render={
              <IconButton label="Close the menu" className="absolute top-2 right-2">
                <X size={16} strokeWidth={1.5} aria-hidden />
              </IconButton>
            }
          />
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
