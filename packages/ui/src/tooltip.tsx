'use client';
import {
  cloneElement,
  type FocusEvent,
  type HTMLAttributes,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';

type TooltipProps = {
  content: ReactNode;
  /** The element that it explains; it must take a ref and be focusable. */
  children: ReactElement;
  /** A tap or click opens it too; for what has nothing else to do when pressed. */
  opensOnPress?: boolean;
  side?: 'top' | 'bottom';
};

type Trigger = ReactElement<HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> }>;

const delayMs = 250;

/** Words beside what one points at or has come to by keyboard; they go with the pointer, the focus, Escape or a scroll. */
export function Tooltip({ content, children, opensOnPress = false, side = 'top' }: TooltipProps) {
  const anchor = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [open, setOpen] = useState(false);
  const hide = () => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const props = {
    ref: anchor,
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      if (pointerType === 'touch') return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setOpen(true), delayMs);
    },
    onPointerLeave: ({ pointerType }: PointerEvent) => {
      if (pointerType !== 'touch') hide();
    },
    onFocus: ({ currentTarget }: FocusEvent) => {
      if (currentTarget.matches(':focus-visible')) setOpen(true);
    },
    onBlur: hide,
    onClick: () => (opensOnPress ? setOpen(true) : hide()),
  };
  return (
    <>
      {cloneElement(children as Trigger, props)}
      {open && (
        <Words anchor={anchor} side={side} onHide={hide}>
          {content}
        </Words>
      )}
    </>
  );
}

type WordsProps = {
  anchor: { readonly current: HTMLElement | null };
  side: 'top' | 'bottom';
  onHide: () => void;
  children: ReactNode;
};

const gapPx = 6;
const edgePx = 8;

function Words({ anchor, side, onHide, children }: WordsProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const to = anchor.current?.getBoundingClientRect();
    const own = box.current;
    if (!to || !own) return;
    const { offsetWidth: width, offsetHeight: height } = own;
    const above = to.top - gapPx - height;
    const below = to.bottom + gapPx;
    const fits = side === 'top' ? above >= edgePx : below + height <= window.innerHeight - edgePx;
    const left = to.left + to.width / 2 - width / 2;
    const right = document.documentElement.clientWidth - edgePx - width;
    own.style.top = `${fits === (side === 'top') ? above : below}px`;
    own.style.left = `${Math.max(edgePx, Math.min(left, right))}px`;
  });
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && onHide();
    // A tap elsewhere moves no focus on a phone.
    const onPress = ({ target }: Event) => {
      if (target instanceof Node && !anchor.current?.contains(target)) onHide();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    document.addEventListener('pointerdown', onPress, { capture: true });
    window.addEventListener('scroll', onHide, { capture: true, passive: true });
    return () => {
      document.removeEventListener('keydown', onKey, { capture: true });
      document.removeEventListener('pointerdown', onPress, { capture: true });
      window.removeEventListener('scroll', onHide, { capture: true });
    };
  });
  return createPortal(
    <div
      ref={box}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-50 w-max max-w-[min(18rem,calc(100vw-16px))] rounded-control bg-ink px-2.5 py-1.5 text-caption text-on-ink shadow-float"
    >
      {children}
    </div>,
    document.body,
  );
}
