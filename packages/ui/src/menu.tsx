'use client';
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';

type MenuProps = {
  /** The button that opens it; it must have words or a label. */
  trigger: ReactElement;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
  /** As wide as its trigger. */
  matchWidth?: boolean;
};

const popupClass =
  'max-h-(--available-height) overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const menuItemClass =
  'flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-[6px] px-2.5 outline-none data-highlighted:bg-accent-soft data-disabled:cursor-not-allowed pointer-coarse:min-h-11';

const groupLabelClass = 'px-2.5 pt-2 pb-1 font-medium text-ink-3 text-tiny';

export function Menu({ trigger, align = 'end', children, matchWidth = false }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup className={cx(popupClass, matchWidth ? 'w-(--anchor-width)' : 'min-w-44 max-w-80')}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type MenuItemProps = {
  onSelect: () => void;
  /** Why it can't be done now, shown beside the word; null or undefined: it can. */
  reason?: string | null | undefined;
  /** Grey, beside the word. */
  hint?: ReactNode;
  shortcut?: string;
  icon?: ReactNode;
  children: ReactNode;
};

export function MenuItem({ onSelect, reason, hint, shortcut, icon, children }: MenuItemProps) {
  const note = reason ?? hint;
  return (
    <Base.Item disabled={reason != null} onClick={onSelect} className={menuItemClass}>
      {icon}
      <span className={cx('whitespace-nowrap', reason != null && 'text-ink-3')}>{children}</span>
      {note != null && <span className="min-w-0 text-ink-3">{note}</span>}
      {shortcut && <Kbd className="ml-auto text-ink-3">{shortcut}</Kbd>}
    </Base.Item>
  );
}

type MenuLinkProps = {
  /** The router's link. */
  render: ReactElement;
  active?: boolean;
  hint?: ReactNode;
  icon?: ReactNode;
  children: ReactNode;
};

export function MenuLink({ render, active, hint, icon, children }: MenuLinkProps) {
  return (
    <Base.LinkItem render={render} closeOnClick aria-current={active ? 'true' : undefined} className={menuItemClass}>
      {icon}
      <span className={cx('min-w-0 truncate', active && 'font-[550]')}>{children}</span>
      {hint != null && <span className="ml-auto shrink-0 text-ink-3">{hint}</span>}
    </Base.LinkItem>
  );
}

/** One of several, kept: a check stands beside it. Choosing leaves the menu open, so that one sees what it did. */
export function MenuRadioGroup<V extends string>({
  title,
  value,
  onValueChange,
  children,
}: {
  title?: ReactNode;
  value: V;
  onValueChange: (value: V) => void;
  children: ReactNode;
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={onValueChange}>
      {title != null && <Base.GroupLabel className={groupLabelClass}>{title}</Base.GroupLabel>}
      {children}
    </Base.RadioGroup>
  );
}

export function MenuRadioItem({ value, icon, children }: { value: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <Base.RadioItem value={value} className={menuItemClass}>
      {icon}
      {children}
      <Base.RadioItemIndicator className="ml-auto text-accent">
        <Check size={14} strokeWidth={1.5} aria-hidden />
      </Base.RadioItemIndicator>
    </Base.RadioItem>
  );
}

/** A quiet heading over the items inside. */
export function MenuGroup({ title, children }: { title?: ReactNode; children: ReactNode }) {
  return (
    <Base.Group>
      {title != null && <Base.GroupLabel className={groupLabelClass}>{title}</Base.GroupLabel>}
      {children}
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
