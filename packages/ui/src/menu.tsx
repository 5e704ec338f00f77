'use client';
import {
  cloneElement,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  Suspense,
  use,
  useRef,
  useState,
} from 'react';
import { once } from './once.ts';

type Trigger = ReactElement<HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> }>;

type MenuProps = {
  /** The button that opens it; it must have words or a label, and does nothing else. */
  trigger: ReactElement;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
  /** As wide as its trigger. */
  matchWidth?: boolean;
};

/** Not of a page's first load: fetched when a menu's button is pointed at or has the focus, or when the page is at rest. */
export const loadMenu = once(() => import('./menu-parts.tsx'));

type Opened = { begin: 'first' | 'last' | null };

export function Menu({ trigger, align = 'end', children, matchWidth = false }: MenuProps) {
  const anchor = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [wanted, setWanted] = useState(false);
  /** A press on its button closes an open menu before the click comes, which then must not open it again. */
  const wasOpen = useRef(false);
  const show = (begin: Opened['begin']) => {
    setWanted(true);
    setOpened({ begin });
  };
  const warm = () => void loadMenu();
  const props = {
    ref: anchor,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': opened !== null,
    onPointerEnter: warm,
    onFocus: warm,
    onPointerDown: () => {
      wasOpen.current = opened !== null;
    },
    onClick: (event: MouseEvent) => {
      const byKey = event.detail === 0;
      if (byKey ? opened !== null : wasOpen.current) setOpened(null);
      else show(byKey ? 'first' : null);
      wasOpen.current = false;
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      show(event.key === 'ArrowDown' ? 'first' : 'last');
    },
  };
  return (
    <>
      {cloneElement(trigger as Trigger, props)}
      {wanted && (
        <Suspense>
          <Popup
            anchor={anchor}
            open={opened !== null}
            onClose={() => setOpened(null)}
            begin={opened?.begin ?? null}
            align={align}
            matchWidth={matchWidth}
          >
            {children}
          </Popup>
        </Suspense>
      )}
    </>
  );
}

function Popup(props: Parameters<Parts['MenuPopup']>[0]) {
  const { MenuPopup } = use(loadMenu());
  return <MenuPopup {...props} />;
}

type Parts = Awaited<ReturnType<typeof loadMenu>>;

export type MenuItemProps = {
  onSelect: () => void;
  /** Why it can't be done now, shown beside the word; null or undefined: it can. */
  reason?: string | null | undefined;
  /** Grey, beside the word. */
  hint?: ReactNode;
  shortcut?: string;
  icon?: ReactNode;
  children: ReactNode;
};

export function MenuItem(props: MenuItemProps) {
  const { Item } = use(loadMenu());
  return <Item {...props} />;
}

export type MenuLinkProps = {
  /** The router's link. */
  render: ReactElement;
  active?: boolean;
  hint?: ReactNode;
  icon?: ReactNode;
  children: ReactNode;
};

export function MenuLink(props: MenuLinkProps) {
  const { LinkItem } = use(loadMenu());
  return <LinkItem {...props} />;
}

export type MenuRadioGroupProps = {
  title?: ReactNode;
  value: string;
  onValueChange: (value: string) => void;
  children: ReactNode;
};

/** One of several, kept: a check stands beside it. Choosing leaves the menu open, so that one sees what it did. */
export function MenuRadioGroup<V extends string>({
  onValueChange,
  ...rest
}: Omit<MenuRadioGroupProps, 'value' | 'onValueChange'> & { value: V; onValueChange: (value: V) => void }) {
  const { RadioGroup } = use(loadMenu());
  // Its items say no other values than V.
  return <RadioGroup {...rest} onValueChange={(value) => onValueChange(value as V)} />;
}

export type MenuRadioItemProps = { value: string; icon?: ReactNode; children: ReactNode };

export function MenuRadioItem(props: MenuRadioItemProps) {
  const { RadioItem } = use(loadMenu());
  return <RadioItem {...props} />;
}

export type MenuCheckItemProps = { checked: boolean; onCheckedChange: (on: boolean) => void; children: ReactNode };

/** On or off; the menu stays open, so that one sees what it did. */
export function MenuCheckItem(props: MenuCheckItemProps) {
  const { CheckItem } = use(loadMenu());
  return <CheckItem {...props} />;
}

export type MenuGroupProps = { title?: ReactNode; children: ReactNode };

/** A quiet heading over the items inside. */
export function MenuGroup(props: MenuGroupProps) {
  const { Group } = use(loadMenu());
  return <Group {...props} />;
}

export function MenuSeparator() {
  const { Separator } = use(loadMenu());
  return <Separator />;
}
