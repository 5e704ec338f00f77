'use client';

import type { TableSelection } from '@virtfleet/ui/data-table';
import { useState } from 'react';

export type Picked = { id: string; name: string };

type SelectionInput<T extends Picked> = {
  rows: readonly (T | undefined)[];
  /** Every row of the list in its order, also those that aren't loaded. */
  askAll: () => Promise<readonly Picked[]>;
  onError: (error: unknown) => void;
};

/** What is selected in a long list, by id, with the names that a question shows. */
export function useSelection<T extends Picked>({ rows, askAll, onError }: SelectionInput<T>) {
  const [picked, setPicked] = useState<ReadonlyMap<string, Picked>>(new Map());
  const add = (items: readonly Picked[]) =>
    setPicked((was) => new Map([...was, ...items.map(({ id, name }) => [id, { id, name }] as const)]));
  const loaded = (first: number, last: number) => {
    const range = rows.slice(first, last + 1);
    const items = range.filter((row) => row !== undefined);
    return items.length === range.length ? items : null;
  };
  const clear = () => setPicked(new Map());
  const range = (first: number, last: number) => {
    const here = loaded(first, last);
    if (here) add(here);
    // Some were scrolled past before they came: the server knows them all.
    else askAll().then((all) => add(all.slice(first, last + 1)), onError);
  };
  const table: TableSelection = {
    keys: new Set(picked.keys()),
    nameOf: (index) => rows[index]?.name ?? `row ${index + 1}`,
    onToggle: (index, on) => {
      const row = rows[index];
      if (!row) return;
      if (on) add([row]);
      else setPicked((was) => new Map([...was].filter(([id]) => id !== row.id)));
    },
    onRange: range,
    onAll: (on) => (on ? range(0, rows.length - 1) : clear()),
    onClear: clear,
  };
  return { picked: [...picked.values()], table, clear };
}
