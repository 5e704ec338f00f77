'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { cx } from './cx.ts';

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** It is gone from the page, its fading included. */
  onClosed?: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, at the right of the bottom. */
  footer?: ReactNode;
  /** true: for more than a question; 'page': for what is read, such as a plan. */
  wide?: boolean | 'page';
  /** What gets the focus when it opens; by default the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
};

export const backdropClass =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const dialogClass =
  'fixed top-[min(14vh,120px)] left-1/2 z-40 max-h-[calc(100dvh-min(14vh,120px)-16px)] w-[calc(100vw-32px)] -translate-x-1/2 overflow-y-auto rounded-float border border-line bg-raised px-5.5 py-5 shadow-float outline-none transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0';

/** A question or a small form above the page. Mount it where its trigger is: focus returns there. */
export function Dialog({
  open,
  onOpenChange,
  onClosed,
  title,
  description,
  children,
  footer,
  wide,
  initialFocus,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} onOpenChangeComplete={(now) => !now && onClosed?.()}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          initialFocus={initialFocus}
          className={cx(dialogClass, wide === 'page' ? 'max-w-220' : wide ? 'max-w-140' : 'max-w-110')}
        >
          <Base.Title className="text-section">{title}</Base.Title>
          {description != null && <Base.Description className="mt-2 text-ink-2">{description}</Base.Description>}
          {children != null && <div className="mt-3.5">{children}</div>}
          {footer != null && <div className="mt-4.5 flex flex-wrap justify-end gap-2">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
