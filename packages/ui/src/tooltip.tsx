'use client';
import { Tooltip as Base } from '@base-ui/react/tooltip';
import { type ReactElement, type ReactNode, useState } from 'react';

type TooltipProps = {
  content: ReactNode;
  /** The element that it explains; it must take a ref and be focusable. */
  children: ReactElement;
  /** A tap or click opens it too; for what has nothing else to do when pressed. */
  opensOnPress?: boolean;
  side?: 'top' | 'bottom' | 'left' | 'right';
};

export function Tooltip({ content, children, opensOnPress = false, side = 'top' }: TooltipProps) {
  const [open, setOpen] = useState(false);
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        if (opensOnPress && details.reason === 'trigger-press') setOpen(true);
        else setOpen(next);
      }}
    >
      <Base.Trigger
        delay={250}
        closeOnClick={!opensOnPress}
        onClick={opensOnPress ? () => setOpen(true) : undefined}
        render={children}
      />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="max-w-72 rounded-control bg-ink px-2.5 py-1.5 text-caption text-on-ink shadow-float transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
