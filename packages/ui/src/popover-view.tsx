'use client';
import { Popover as Base } from '@base-ui/react/popover';
import type { RefObject } from 'react';
import type { PopoverProps } from './popover.tsx';

type PopoverViewProps = Omit<PopoverProps, 'trigger'> & { anchor: RefObject<HTMLElement | null> };

export function PopoverView({ anchor, title, actions, open, onOpenChange, children }: PopoverViewProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} align="end" sideOffset={8} collisionPadding={8} className="z-50">
          <Base.Popup
            finalFocus={anchor}
            className="flex max-h-[min(480px,var(--available-height))] w-95 max-w-[calc(100vw-16px)] flex-col overflow-hidden rounded-card border border-line bg-raised shadow-float outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
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
