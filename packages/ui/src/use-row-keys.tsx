'use client';
import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import type { TableSelection } from './data-table.tsx';
import { rangeTo } from './data-table-row.tsx';
import type { VirtualRowsHandle } from './virtual-rows.tsx';

const busyElsewhere =
  'input:not([data-row-check]),textarea,select,[contenteditable=true],[role=dialog],[role=alertdialog],[role=menu],[role=listbox]';

type RowKeys = {
  table: RefObject<HTMLTableElement | null>;
  view: RefObject<VirtualRowsHandle | null>;
  count: number;
  selection: TableSelection | undefined;
};

/**
 * j and k move the focus from row to row, with Shift they select on the way; x selects, with Shift up to there; Home and
 * End go to the first and last; Esc lets the selection go. Enter is the link's own. Of several tables the one with the focus, else the first, listens.
 */
export function useRowKeys({ table, view, count, selection }: RowKeys): void {
  /** A row that should have the focus and isn't drawn yet. */
  const wanted = useRef<number | null>(null);

  const tryFocus = () => {
    if (wanted.current === null) return;
    const target = rowTarget(table.current, wanted.current);
    if (!target) return;
    wanted.current = null;
    target.focus();
    target.scrollIntoView({ block: 'nearest' });
  };
  // Each time rows were drawn one of them may be it.
  useEffect(tryFocus);

  const go = (index: number) => {
    if (index < 0 || index >= count) return;
    wanted.current = index;
    if (!rowTarget(table.current, index)) view.current?.reveal(index);
    tryFocus();
  };

  const press = useEffectEvent((event: KeyboardEvent) => {
    const own = table.current;
    if (!own || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const focused = document.activeElement;
    if (focused?.closest(busyElsewhere) || document.querySelector('[role=dialog],[role=alertdialog]')) return;
    const holder = focused?.closest('[data-row-keys]') ?? document.querySelector('[data-row-keys]');
    if (holder !== own) return;
    const row = focused?.closest<HTMLElement>('tr[data-index]') ?? null;
    const at = row ? Number(row.dataset.index) : null;
    if (act(event, at, row)) event.preventDefault();
  });

  const act = (event: KeyboardEvent, at: number | null, row: HTMLElement | null): boolean => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === 'j' || key === 'k') {
      const first = view.current?.first() ?? 0;
      const next = at === null ? first : key === 'j' ? Math.min(at + 1, count - 1) : Math.max(at - 1, 0);
      if (event.shiftKey && selection && at !== null) selection.onRange(Math.min(at, next), Math.max(at, next));
      anchor(next);
      go(next);
      return true;
    }
    if (key === 'x' && selection && at !== null) {
      if (event.shiftKey) rangeTo(row, at, selection);
      else selection.onToggle(at, row?.getAttribute('aria-selected') !== 'true');
      anchor(at);
      return true;
    }
    if (key === 'Escape' && selection && selection.keys.size > 0) {
      selection.onClear();
      return true;
    }
    if ((key === 'Home' || key === 'End') && at !== null) {
      go(key === 'Home' ? 0 : count - 1);
      return true;
    }
    return false;
  };
  /** Where a range begins; moving alone does not move it while Shift is not held. */
  const anchor = (index: number) => {
    if (table.current) table.current.dataset.anchor ??= String(index);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

const rowTarget = (table: HTMLTableElement | null, index: number): HTMLElement | null => {
  const row = table?.querySelector<HTMLElement>(`tr[data-index="${index}"]`);
  return row?.querySelector<HTMLElement>('[data-row-link]') ?? row ?? null;
};
