'use client';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

export type VirtualRowsHandle = {
  /** Scrolls until that row is in view. */
  reveal: (index: number) => void;
  /** The first row in view. */
  first: () => number;
};

type VirtualRowsProps = {
  ref: Ref<VirtualRowsHandle>;
  count: number;
  /** Columns, for the empty rows that keep the place of those not drawn. */
  span: number;
  onView: (first: number, last: number) => void;
  children: (index: number) => ReactNode;
};

/** Until the browser has measured: a row's height, and a window that is rather too high than too low. */
const assumed = { rowPx: 40, windowPx: 900 };
/** What covers the page's edges: the top bar with the table's head, and the bar at the bottom. */
const covered = { top: 96, bottom: 64 };
/** Rows drawn beyond either edge, for what is scrolled until the next frame. */
const beyond = 8;

const useClientLayoutEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/** The rows in view and a few around them; the document scrolls, and its height is that of all rows. */
export function VirtualRows({ ref, count, span, onView, children }: VirtualRowsProps) {
  const start = useRef<HTMLTableRowElement>(null);
  const [rowPx, setRowPx] = useState(assumed.rowPx);
  const [view, setView] = useState({ first: 0, last: Math.ceil(assumed.windowPx / assumed.rowPx) });

  /** Px from the window's top edge to that of the first row. */
  const topPx = () => start.current?.getBoundingClientRect().top ?? 0;
  const inView = () => {
    const top = topPx();
    return { first: Math.max(0, Math.floor(-top / rowPx)), last: Math.ceil((window.innerHeight - top) / rowPx) };
  };
  const look = () => {
    const now = inView();
    setView((known) => (known.first === now.first && known.last === now.last ? known : now));
  };

  // Rows are of one height, which a finger makes larger: it is measured once, and what is in view each time the list was drawn.
  useClientLayoutEffect(() => {
    const measured = start.current?.nextElementSibling?.getBoundingClientRect().height;
    if (measured && measured !== rowPx) setRowPx(measured);
    else look();
  });
  useEffect(() => {
    // At once, so that no empty place is seen.
    const onMove = () => flushSync(look);
    window.addEventListener('scroll', onMove, { passive: true });
    window.addEventListener('resize', onMove, { passive: true });
    return () => {
      window.removeEventListener('scroll', onMove);
      window.removeEventListener('resize', onMove);
    };
  });

  const first = Math.max(0, Math.min(view.first, count - 1) - beyond);
  const last = Math.min(count - 1, view.last + beyond);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the view moves, and not when its hearer is made anew
  useEffect(() => onView(first, Math.max(first, last)), [first, last, count]);

  useImperativeHandle(ref, () => ({
    reveal: (index) => {
      const top = topPx() + index * rowPx;
      const below = top + rowPx - (window.innerHeight - covered.bottom);
      if (top < covered.top) window.scrollBy(0, top - covered.top);
      else if (below > 0) window.scrollBy(0, below);
    },
    first: () => Math.min(inView().first, Math.max(0, count - 1)),
  }));

  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  const after = (count - 1 - last) * rowPx;
  return (
    <>
      <Spacer ref={start} span={span} px={first * rowPx} />
      {drawn.map((index) => children(index))}
      {after > 0.5 && <Spacer span={span} px={after} />}
    </>
  );
}

/** Keeps the place of rows that are not drawn. */
function Spacer({ ref, span, px }: { ref?: Ref<HTMLTableRowElement>; span: number; px: number }) {
  return (
    <tr ref={ref} aria-hidden className="bg-surface">
      <td colSpan={span} style={{ height: Math.max(0, px) }} className="p-0" />
    </tr>
  );
}
