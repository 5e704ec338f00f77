'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';

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
const assumed = { rowPx: 40, window: { width: 1440, height: 900 } };
/** What covers the page's edges: the top bar with the table's head, and the bar at the bottom. */
const covered = { top: 96, bottom: 64 };

const useClientLayoutEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/** The rows in view and a few around them; the document scrolls, and its height is that of all rows. */
export function VirtualRows({ ref, count, span, onView, children }: VirtualRowsProps) {
  const start = useRef<HTMLTableRowElement>(null);
  const [rowPx, setRowPx] = useState(assumed.rowPx);
  const [margin, setMargin] = useState(0);
  const virtual = useWindowVirtualizer<HTMLTableRowElement>({
    count,
    estimateSize: () => rowPx,
    overscan: 8,
    scrollMargin: margin,
    scrollPaddingStart: covered.top,
    scrollPaddingEnd: covered.bottom,
    initialRect: assumed.window,
  });

  // Rows are of one height, which a finger makes larger: it is measured once, and again when the list moves down.
  useClientLayoutEffect(() => {
    const marker = start.current;
    if (!marker) return;
    const measured = marker.nextElementSibling?.getBoundingClientRect().height;
    if (measured && measured !== rowPx) setRowPx(measured);
    const top = marker.getBoundingClientRect().top + window.scrollY;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured with another height is forgotten
  useEffect(() => virtual.measure(), [rowPx]);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the view moves, and not when its hearer is made anew
  useEffect(() => onView(first, last), [first, last, count]);

  useImperativeHandle(ref, () => ({
    reveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    first: () => virtual.range?.startIndex ?? 0,
  }));

  const before = (items[0]?.start ?? margin) - margin;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin);
  return (
    <>
      <Spacer ref={start} span={span} px={before} />
      {items.map(({ index }) => children(index))}
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
