'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { cx } from './cx.ts';
import type { DialogProps } from './dialog.tsx';
import { backdropClass, dialogClass } from './dialog-class.tsx';

export function DialogView({
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
