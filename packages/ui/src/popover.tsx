'use client';
import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';

type PopoverProps = {
  /** The button that opens it; it must have words or a label. */
  trigger: ReactElement;
  /** Its name for screen readers, and its heading. */
  title: string;
  /** At the right of the heading. */
  actions?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
};

/** A small sheet of paper below its button, for what one looks at and leaves again. */
export function Popover({ trigger, title, actions, open, onOpenChange, children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={8} collisionPadding={8} className="z-50">
          <Base.Popup className="flex max-h-[min(480px,var(--available-height))] w-95 max-w-[calc(100vw-16px)] flex-col overflow-hidden rounded-card border border-line bg-raised shadow-float outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            <div className="flex min-h-11 items-center gap-2 border-line border-b py-1.5 pr-2 pl-4">
              <Base.Title className="min-w-0 flex-1 text-section">{title}</Base.Title>
              {actions}
            </div>
            <div className="min-h-0 overflow-y-auto overscroll-contain">{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
