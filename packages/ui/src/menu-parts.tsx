'use client';
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import type {
  MenuCheckItemProps,
  MenuGroupProps,
  MenuItemProps,
  MenuLinkProps,
  MenuRadioGroupProps,
  MenuRadioItemProps,
} from './menu.tsx';

/** What stands in a menu that is open: loaded with the first that someone is about to open. */

const popupClass =
  'max-h-(--available-height) overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0';
const itemClass =
  'flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-[6px] px-2.5 outline-none data-highlighted:bg-accent-soft data-disabled:cursor-not-allowed pointer-coarse:min-h-11';
const groupLabelClass = 'px-2.5 pt-2 pb-1 font-medium text-ink-3 text-tiny';

type MenuPopupProps = {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose: () => void;
  /** It was opened by a key: the first or the last item has the focus. */
  begin: 'first' | 'last' | null;
  align: 'start' | 'center' | 'end';
  matchWidth: boolean;
  children: ReactNode;
};

export function MenuPopup({ anchor, open, onClose, begin, align, matchWidth, children }: MenuPopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open || begin === null) return;
    // Behind Base's own, which gives the focus to the menu as a whole.
    const frame = requestAnimationFrame(() => {
      const items = Array.from(popup.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? []);
      items.at(begin === 'first' ? 0 : -1)?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [open, begin]);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup
            ref={popup}
            finalFocus={anchor}
            aria-label={anchor.current?.getAttribute('aria-label') ?? anchor.current?.textContent ?? undefined}
            className={cx(popupClass, matchWidth ? 'w-(--anchor-width)' : 'min-w-44 max-w-80')}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function Item({ onSelect, reason, hint, shortcut, icon, children }: MenuItemProps) {
  const note = reason ?? hint;
  return (
    <Base.Item disabled={reason != null} onClick={onSelect} className={itemClass}>
      {icon}
      <span className={cx('whitespace-nowrap', reason != null && 'text-ink-3')}>{children}</span>
      {note != null && <span className="min-w-0 text-ink-3">{note}</span>}
      {shortcut && <Kbd className="ml-auto text-ink-3">{shortcut}</Kbd>}
    </Base.Item>
  );
}

export function LinkItem({ render, active, hint, icon, children }: MenuLinkProps) {
  return (
    <Base.LinkItem render={render} closeOnClick aria-current={active ? 'true' : undefined} className={itemClass}>
      {icon}
      <span className={cx('min-w-0 truncate', active && 'font-[550]')}>{children}</span>
      {hint != null && <span className="ml-auto shrink-0 text-ink-3">{hint}</span>}
    </Base.LinkItem>
  );
}

export function RadioGroup({ title, value, onValueChange, children }: MenuRadioGroupProps) {
  return (
    <Base.RadioGroup value={value} onValueChange={onValueChange}>
      {title != null && <Base.GroupLabel className={groupLabelClass}>{title}</Base.GroupLabel>}
      {children}
    </Base.RadioGroup>
  );
}

export function RadioItem({ value, icon, children }: MenuRadioItemProps) {
  return (
    <Base.RadioItem value={value} className={itemClass}>
      {icon}
      {children}
      <Base.RadioItemIndicator className="ml-auto text-accent">
        <Check size={14} strokeWidth={1.5} aria-hidden />
      </Base.RadioItemIndicator>
    </Base.RadioItem>
  );
}

export function CheckItem({ checked, onCheckedChange, children }: MenuCheckItemProps) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onCheckedChange} closeOnClick={false} className={itemClass}>
      <span className="grid size-4 place-items-center rounded-tag border border-line-strong">
        <Base.CheckboxItemIndicator className="text-accent">
          <Check size={12} strokeWidth={2} aria-hidden />
        </Base.CheckboxItemIndicator>
      </span>
      {children}
    </Base.CheckboxItem>
  );
}

export function Group({ title, children }: MenuGroupProps) {
  return (
    <Base.Group>
      {title != null && <Base.GroupLabel className={groupLabelClass}>{title}</Base.GroupLabel>}
      {children}
    </Base.Group>
  );
}

export function Separator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
