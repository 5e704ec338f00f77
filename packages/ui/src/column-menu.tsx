'use client';
import { Button } from './button.tsx';
import type { Column } from './data-table.tsx';
import { Menu, MenuCheckItem, MenuGroup } from './menu.tsx';

type ColumnMenuProps<R> = {
  /** All there are; the first always stands. */
  columns: readonly Column<R>[];
  shown: ReadonlySet<string>;
  onShownChange: (shown: ReadonlySet<string>) => void;
};

/** Which columns stand; the menu stays open, so that one sees what it did. */
export function ColumnMenu<R>({ columns, shown, onShownChange }: ColumnMenuProps<R>) {
  const toggle = (key: string, on: boolean) => {
    const next = new Set(shown);
    if (on) next.add(key);
    else next.delete(key);
    onShownChange(next);
  };
  return (
    <Menu trigger={<Button>Columns</Button>}>
      <MenuGroup title="Columns">
        {columns
          .slice(1)
          .filter(({ always }) => !always)
          .map((column) => (
            <MenuCheckItem
              key={column.key}
              checked={shown.has(column.key)}
              onCheckedChange={(on) => toggle(column.key, on)}
            >
              {columnTitle(column)}
            </MenuCheckItem>
          ))}
      </MenuGroup>
    </Menu>
  );
}

/** A column's words, where its head is none. */
export const columnTitle = <R,>({ title, head, key }: Column<R>): string =>
  title ?? (typeof head === 'string' ? head : key);
