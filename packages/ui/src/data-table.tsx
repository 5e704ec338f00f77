'use client';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { cx } from './cx.ts';
import { DataTableHead } from './data-table-head.tsx';
import { SkeletonRow, TableRow } from './data-table-row.tsx';
import { useRowKeys } from './use-row-keys.tsx';
import { VirtualRows, type VirtualRowsHandle } from './virtual-rows.tsx';

declare module 'react' {
  interface CSSProperties {
    '--table-width'?: string;
    '--column-width'?: string;
  }
}

export type Column<R> = {
  key: string;
  head: ReactNode;
  cell: (row: R) => ReactNode;
  /** Of the first column: behind the row's link, with clicks of its own. */
  beside?: (row: R) => ReactNode;
  align?: 'right';
  /** A CSS width, so that a value that changes keeps its place. */
  width?: string;
  /** Its share in px when all columns have one: then nothing that a cell shows moves a column. On a phone it is the width. */
  share?: number;
  /** Classes of its cells: "text-ink-2", "mono". */
  className?: string;
  /** Left out where the page is narrow, but not on a phone, which scrolls. */
  minor?: boolean;
  /** Its head sorts by this, when the table is told the order. */
  sort?: string;
  /** Its words in the menu of columns and in a CSV's head; else `head`, when that is words. */
  title?: string;
  /** Stands always: buttons. */
  always?: boolean;
  /** What a CSV says; left out: the column is not in it. */
  text?: (row: R) => string | number | null;
};

/** Which rows are selected, by key; the table says what was asked, the page keeps it. */
export type TableSelection = {
  keys: ReadonlySet<string>;
  /** What a row's checkbox is about, for screen readers. */
  nameOf: (index: number) => string;
  onToggle: (index: number, on: boolean) => void;
  /** Both ends included; some may not be loaded. */
  onRange: (first: number, last: number) => void;
  onAll: (on: boolean) => void;
  onClear: () => void;
};

export type DataTableProps<R> = {
  /** Says what it lists, for screen readers. */
  label: string;
  /** The first one names the row: it carries the row's link and, on a phone, sticks. */
  columns: readonly Column<R>[];
  /** undefined: still loading. A row that is undefined is one that isn't here yet. */
  rows: readonly (R | undefined)[] | undefined;
  rowKey: (row: R) => string;
  /** The router's link of a row; the whole row follows it. */
  rowLink?: (row: R) => ReactElement | undefined;
  /** How many grey rows stand while it loads. */
  skeletonRows?: number;
  /** In place of the rows when there are none. */
  empty?: ReactNode;
  /** Below: "observed 2 s ago". */
  footer?: ReactNode;
  /** A long list: only what is in view is drawn, and this is told when it moved. All columns need a `share`. */
  onView?: (first: number, last: number) => void;
  selection?: TableSelection;
  /** "name", or "-name" downwards. */
  order?: string;
  onOrder?: (order: string) => void;
  /** Another answer is on its way: these rows are of the last one. */
  stale?: boolean;
};

/** A list of things: sticky head, rows that are links, j and k to move, Enter to open, x to select. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, columns, rows, skeletonRows = 5, empty, footer, selection, stale = false, onView } = props;
  const table = useRef<HTMLTableElement>(null);
  const view = useRef<VirtualRowsHandle>(null);
  useRowKeys({ table, view, count: rows?.length ?? 0, selection });
  const nothing = rows?.length === 0 && empty != null;
  const total = columns.every(({ share }) => share !== undefined)
    ? columns.reduce((sum, { share = 0 }) => sum + share, selection ? checkShare : 0)
    : null;
  const span = columns.length + (selection ? 1 : 0);
  return (
    <div>
      <div
        className={cx(
          // Clip, and not hidden: what sticks inside still sticks to the page.
          // What stands absolutely in a cell (words for screen readers) must scroll with it, not widen the page.
          '@container relative rounded-card border border-line bg-surface desk:overflow-clip',
          !nothing && 'max-desk:overflow-x-auto max-desk:overscroll-x-contain',
        )}
      >
        {nothing ? (
          empty
        ) : (
          <table
            ref={table}
            aria-label={label}
            aria-busy={rows === undefined || stale || undefined}
            aria-rowcount={onView && rows ? rows.length + 1 : undefined}
            data-row-keys
            style={
              total === null ? undefined : { '--table-width': `calc(${total - (columns[0]?.share ?? 0)}px + 42vw)` }
            }
            className={cx(
              'w-full border-separate border-spacing-0',
              total !== null && 'table-fixed max-desk:min-w-(--table-width)',
            )}
          >
            <DataTableHead {...props} total={total} />
            <tbody className={cx('transition-opacity duration-100', stale && 'opacity-60')}>
              {rows === undefined ? (
                Array.from({ length: skeletonRows }, (_, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: grey rows have no other identity
                  <SkeletonRow key={index} columns={columns} selectable={selection !== undefined} />
                ))
              ) : onView ? (
                <VirtualRows ref={view} count={rows.length} span={span} onView={onView}>
                  {(index) => <OneRow key={keyAt(props, index)} {...props} index={index} />}
                </VirtualRows>
              ) : (
                rows.map((_, index) => <OneRow key={keyAt(props, index)} {...props} index={index} />)
              )}
            </tbody>
          </table>
        )}
      </div>
      {footer != null && <div className="mt-2.5 text-ink-3">{footer}</div>}
    </div>
  );
}

/** px of the column of checkboxes. */
export const checkShare = 40;

/** A row that another page of the answer has too keeps its first place only: keys are single. */
function keyAt<R>({ rows, rowKey }: DataTableProps<R>, index: number): string | number {
  const row = rows?.[index];
  if (row === undefined) return index;
  const key = rowKey(row);
  const before = rows?.[index - 1];
  return before !== undefined && rowKey(before) === key ? `${key} ${index}` : key;
}

function OneRow<R>({ index, ...props }: DataTableProps<R> & { index: number }) {
  const { rows, columns, rowKey, rowLink, selection, onView } = props;
  const row = rows?.[index];
  if (row === undefined) return <SkeletonRow columns={columns} selectable={selection !== undefined} />;
  return (
    <TableRow
      row={row}
      index={index}
      columns={columns}
      link={rowLink?.(row)}
      selected={selection?.keys.has(rowKey(row))}
      selection={selection}
      counted={onView !== undefined}
    />
  );
}
