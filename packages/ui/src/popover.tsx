'use client';
import {
  cloneElement,
  type HTMLAttributes,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  Suspense,
  use,
  useRef,
} from 'react';
import { once } from './once.ts';
import { useWanted } from './use-wanted.ts';

type Trigger = ReactElement<HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> }>;

export type PopoverProps = {
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

/** Not of a page's first load: fetched when its button is pointed at or has the focus, or when the page is at rest. */
export const loadPopover = once(() => import('./popover-view.tsx'));

/** A small sheet of paper below its button, for what one looks at and leaves again. */
export function Popover({ trigger, ...rest }: PopoverProps) {
  const { open, onOpenChange } = rest;
  const anchor = useRef<HTMLElement>(null);
  /** A press on its button closes it before the click comes, which then must not open it again. */
  const wasOpen = useRef(false);
  const warm = () => void loadPopover();
  const props = {
    ref: anchor,
    'aria-haspopup': 'dialog' as const,
    'aria-expanded': open,
    onPointerEnter: warm,
    onFocus: warm,
    onPointerDown: () => {
      wasOpen.current = open;
    },
    onClick: (event: MouseEvent) => {
      onOpenChange(event.detail === 0 ? !open : !wasOpen.current);
      wasOpen.current = false;
    },
  };
  return (
    <>
      {cloneElement(trigger as Trigger, props)}
      {useWanted(open) && (
        <Suspense>
          <View {...rest} anchor={anchor} />
        </Suspense>
      )}
    </>
  );
}

type ViewProps = Parameters<Awaited<ReturnType<typeof loadPopover>>['PopoverView']>[0];

function View(props: ViewProps) {
  const { PopoverView } = use(loadPopover());
  return <PopoverView {...props} />;
}
