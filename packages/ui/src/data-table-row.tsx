'use client';
import { useRender } from '@base-ui/react/use-render';
import { Check, Minus } from 'lucide-react';
import { type MouseEvent, type ReactElement, type ReactNode, useRef } from 'react';
import { cx } from './cx.ts';
import type { Column, TableSelection } from './data-table.tsx';
import { Skeleton } from './skeleton.tsx';

const cellClass = 'border-line border-b px-3 group-last/row:border-b-0';
const heightClass = 'h-10 pointer-coarse:h-11';
/** Left out where the page is narrow. */
export const minorClass = 'desk:@max-4xl:hidden';

/** The name's column stays while a phone scrolls the others; `second`: behind a column that stays too. */
export const nameClass = (second: boolean): string =>
  cx(
    'max-desk:sticky max-desk:z-1 max-desk:max-w-[46vw] max-desk:bg-inherit',
    second ? 'max-desk:left-10' : 'max-desk:left-0',
  );

const checkClass = cx(
  cellClass,
  heightClass,
  'w-10 pr-0! pl-4 max-desk:sticky max-desk:left-0 max-desk:z-1 max-desk:bg-inherit',
);

const cellClasses = <R,>(column: Column<R>, index: number, second: boolean): string =>
  cx(
    cellClass,
    heightClass,
    'whitespace-nowrap first:pl-4 last:pr-4',
    column.align === 'right' && 'text-right',
    column.share !== undefined && 'overflow-hidden text-ellipsis',
    index === 0 && nameClass(second),
    column.minor && minorClass,
    column.className,
  );

type TableRowProps<R> = {
  row: R;
  index: number;
  columns: readonly Column<R>[];
  link: ReactElement | undefined;
  selected: boolean | undefined;
  selection: TableSelection | undefined;
  /** Not every row is in the page: this one says its number. */
  counted: boolean;
};

export function TableRow<R>({ row, index, columns, link, selected, selection, counted }: TableRowProps<R>) {
  const line = useRef<HTMLTableRowElement>(null);
  return (
    <tr
      ref={line}
      data-index={index}
      // Where there is no link the row itself takes the focus of j and k.
      tabIndex={link ? undefined : -1}
      aria-rowindex={counted ? index + 2 : undefined}
      aria-selected={selection && selected}
      onClick={link ? (event) => followRow(event, line.current) : undefined}
      className={cx(
        'group/row -outline-offset-2 scroll-my-24',
        selected ? 'bg-accent-soft' : 'bg-surface',
        link && 'cursor-pointer has-[[data-row-link]:focus-visible]:bg-accent-soft',
        link && !selected && 'hover:bg-hover',
      )}
    >
      {selection && (
        <td className={checkClass}>
          <Checkbox
            label={`Select ${selection.nameOf(index)}`}
            checked={selected === true}
            onChange={() => selection.onToggle(index, !selected)}
            onClick={(event) => {
              if (!event.shiftKey) return;
              event.preventDefault();
              rangeTo(line.current, index, selection);
            }}
          />
        </td>
      )}
      {columns.map((column, place) => (
        <td key={column.key} className={cellClasses(column, place, selection !== undefined)}>
          {place === 0 && link ? <NameCell row={row} column={column} link={link} /> : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** From the row that was touched last to this one. */
export function rangeTo(line: Element | null, index: number, selection: TableSelection): void {
  const table = line?.closest('table');
  const from = Number(table?.dataset.anchor ?? index);
  selection.onRange(Math.min(from, index), Math.max(from, index));
  if (table) table.dataset.anchor = String(index);
}

type NameCellProps<R> = { row: R; column: Column<R>; link: ReactElement };

function NameCell<R>({ row, column, link }: NameCellProps<R>) {
  const name = <RowLink link={link}>{column.cell(row)}</RowLink>;
  const beside = column.beside?.(row);
  if (beside == null) return name;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {name}
      {beside}
    </span>
  );
}

function RowLink({ link, children }: { link: ReactElement; children: ReactNode }) {
  return useRender({
    render: link,
    props: {
      'data-row-link': '',
      className:
        'inline-block max-w-full scroll-my-24 truncate rounded-tag align-middle font-[550] text-ink focus-visible:-outline-offset-1',
      children,
    },
  });
}

type CheckboxProps = {
  label: string;
  checked: boolean | 'mixed';
  onChange: () => void;
  onClick?: (event: MouseEvent) => void;
};

/** A native checkbox in our look, larger than it is drawn: the space around it is its target too. */
export function Checkbox({ label, checked, onChange, onClick }: CheckboxProps) {
  const Sign = checked === 'mixed' ? Minus : Check;
  return (
    <label className="relative grid size-4 place-items-center rounded-tag border border-line-strong bg-surface has-checked:border-accent has-checked:bg-accent has-indeterminate:border-accent has-indeterminate:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <input
        ref={(input) => {
          if (input) input.indeterminate = checked === 'mixed';
        }}
        type="checkbox"
        aria-label={label}
        checked={checked === true}
        onChange={onChange}
        onClick={onClick}
        data-row-check
        className="absolute -top-2 -left-2 size-8 cursor-[inherit] appearance-none opacity-0 pointer-coarse:-top-3.5 pointer-coarse:-left-3.5 pointer-coarse:size-11"
      />
      {checked !== false && <Sign size={12} strokeWidth={3} aria-hidden className="text-on-accent" />}
    </label>
  );
}

/** In a column of a given width it must not ask for more than that. */
const skeletonWidth = (given: boolean, name: boolean): string =>
  given ? cx('w-full', name ? 'max-w-32' : 'max-w-20') : name ? 'w-32' : 'w-20';

export function SkeletonRow<R>({
  columns,
  selectable = false,
}: {
  columns: readonly Column<R>[];
  selectable?: boolean;
}) {
  return (
    <tr className="group/row bg-surface">
      {selectable && (
        <td className={checkClass}>
          <span className="block size-4 rounded-tag border border-line" />
        </td>
      )}
      {columns.map((column, index) => (
        <td key={column.key} className={cellClasses(column, index, selectable)}>
          <Skeleton className={skeletonWidth(column.width !== undefined || column.share !== undefined, index === 0)} />
        </td>
      ))}
    </tr>
  );
}

/** A click anywhere in the row is a click on its link, keys held included; not on what has its own click, and not when text was selected. */
function followRow(event: MouseEvent, line: HTMLTableRowElement | null): void {
  if (event.target instanceof Element && event.target.closest('a,button,input,label,summary,[role^=menuitem]')) return;
  // A menu or dialog of this row stands in a portal: its clicks bubble here through React only.
  if (!(event.target instanceof Node) || !line?.contains(event.target)) return;
  if (window.getSelection()?.isCollapsed === false) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  line
    .querySelector('[data-row-link]')
    ?.dispatchEvent(new window.MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}
