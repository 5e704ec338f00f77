'use client';

import { useEffect, useRef, useState } from 'react';
import { pageRows } from './page-rows.ts';

/** The view must rest on a place for so long before its rows are asked for: who drags the bar asks for the end only. */
const restMs = 60;

/** Which pages of a long list are in view. */
export function useView() {
  const [pages, setPages] = useState<readonly number[]>([0]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onView = (first: number, last: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const from = Math.floor(first / pageRows);
      const next = Array.from({ length: Math.floor(last / pageRows) - from + 1 }, (_, index) => from + index);
      setPages((was) => (was.join() === next.join() ? was : next));
    }, restMs);
  };
  return { pages, onView };
}

type Page<T> = { data: { items: T[]; total: number } | undefined };
export type Rows<T> = { rows: readonly (T | undefined)[]; total: number; stale: boolean; loading: boolean };

/**
 * A long list of which only the pages in view are here: each at its place, the others undefined. When something else is
 * asked for (`asked`) the last answer stands until the new one is here.
 */
export function useRows<T>(asked: string, pages: readonly number[], results: readonly Page<T>[]): Rows<T> {
  const last = useRef<{ asked: string; rows: Rows<T> } | null>(null);
  const total = results.find(({ data }) => data)?.data?.total;
  const kept = last.current;
  let rows: Rows<T>;
  if (total !== undefined) {
    rows = { rows: placed(total, pages, results), total, stale: false, loading: false };
  } else if (kept && kept.asked !== asked) {
    rows = { ...kept.rows, stale: true };
  } else {
    // Scrolled to where nothing is loaded yet.
    const known = kept?.rows.total ?? 0;
    rows = { rows: Array.from({ length: known }), total: known, stale: false, loading: kept === null };
  }
  useEffect(() => {
    if (total !== undefined) last.current = { asked, rows };
  });
  return rows;
}

function placed<T>(total: number, pages: readonly number[], results: readonly Page<T>[]): (T | undefined)[] {
  const rows: (T | undefined)[] = Array.from({ length: total });
  results.forEach(({ data }, index) => {
    data?.items.forEach((item, at) => {
      const place = (pages[index] ?? 0) * pageRows + at;
      if (place < total) rows[place] = item;
    });
  });
  return rows;
}
