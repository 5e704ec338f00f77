'use client';
import { useRender } from '@base-ui/react/use-render';
import { type MouseEvent, type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { cx } from './cx.ts';
import { Skeleton } from './skeleton.tsx';

export type Column<R> = {
  key: string;
  head: ReactNode;
  cell: (row: R) => ReactNode;
  align?: 'right';
  /** A CSS width, so that a value that changes keeps its place. */
  width?: string;
  /** Classes of its cells: "text-ink-2", "mono". */
  className?: string;
};

type DataTableProps<R> = {
  /** Says what it lists, for screen readers. */
  label: string;
  /** The first one names the row: it carries the row's link and, on a phone, sticks. */
  columns: readonly Column<R>[];
  /** undefined: still loading. */
  rows: readonly R[] | undefined;
  rowKey: (row: R) => string;
  /** The router's link of a row; the whole row follows it. */
  rowLink?: (row: R) => ReactElement;
  /** How many grey rows stand while it loads. */
  skeletonRows?: number;
  /** In place of the rows when there are none. */
  empty?: ReactNode;
  /** Below: "observed 2 s ago". */
  footer?: ReactNode;
};

const cellClass = 'border-line border-b px-3 group-last/row:border-b-0';
/** The name's column stays while a phone scrolls the others. */
const nameClass = 'max-desk:sticky max-desk:left-0 max-desk:z-1 max-desk:max-w-[46vw] max-desk:bg-inherit';

/** A list of things: sticky head, rows that are links, j and k to move, Enter to open. */
export function DataTable<R>({
  label,
  columns,
  rows,
  rowKey,
  rowLink,
  skeletonRows = 5,
  empty,
  footer,
}: DataTableProps<R>) {
  const table = useRef<HTMLTableElement>(null);
  useRowKeys(table);
  const nothing = rows?.length === 0 && empty != null;
  return (
    <div>
      <div
        className={cx(
          // Clip, and not hidden: what sticks inside still sticks to the page.
          // What stands absolutely in a cell (words for screen readers) must scroll with it, not widen the page.
          'relative rounded-card border border-line bg-surface desk:overflow-clip',
          !nothing && 'max-desk:overflow-x-auto max-desk:overscroll-x-contain',
        )}
      >
        {nothing ? (
          empty
        ) : (
          <table
            ref={table}
            aria-label={label}
            aria-busy={rows === undefined || undefined}
            data-row-keys
            className="w-full border-separate border-spacing-0"
          >
            <thead>
              <tr className="bg-surface">
                {columns.map((column, index) => (
                  <th
                    key={column.key}
                    scope="col"
                    style={{ width: column.width }}
                    className={cx(
                      'h-9 whitespace-nowrap border-line border-b bg-inherit px-3 font-medium text-caption text-ink-3 first:pl-4 last:pr-4 desk:sticky desk:top-12 desk:z-10',
                      column.align === 'right' ? 'text-right' : 'text-left',
                      index === 0 && nameClass,
                    )}
                  >
                    {column.head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows === undefined
                ? Array.from({ length: skeletonRows }, (_, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: grey rows have no other identity
                    <SkeletonRow key={index} columns={columns} />
                  ))
                : rows.map((row) => <Row key={rowKey(row)} row={row} columns={columns} link={rowLink?.(row)} />)}
            </tbody>
          </table>
        )}
      </div>
      {footer != null && <div className="mt-2.5 text-ink-3">{footer}</div>}
    </div>
  );
}

const cellClasses = <R,>(column: Column<R>, index: number): string =>
  cx(
    cellClass,
    'h-10 whitespace-nowrap first:pl-4 last:pr-4 pointer-coarse:h-11',
    column.align === 'right' && 'text-right',
    index === 0 && nameClass,
    column.className,
  );

function Row<R>({ row, columns, link }: { row: R; columns: readonly Column<R>[]; link: ReactElement | undefined }) {
  const line = useRef<HTMLTableRowElement>(null);
  return (
    <tr
      ref={line}
      onClick={link ? (event) => followRow(event, line.current) : undefined}
      className={cx(
        'group/row bg-surface',
        link && 'cursor-pointer hover:bg-hover has-[[data-row-link]:focus-visible]:bg-accent-soft',
      )}
    >
      {columns.map((column, index) => (
        <td key={column.key} className={cellClasses(column, index)}>
          {index === 0 && link ? <RowLink link={link}>{column.cell(row)}</RowLink> : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function RowLink({ link, children }: { link: ReactElement; children: ReactNode }) {
  return useRender({
    render: link,
    props: {
      'data-row-link': '',
      className:
        'inline-block max-w-full truncate rounded-tag align-middle font-[550] text-ink focus-visible:outline-offset-4',
      children,
    },
  });
}

/** In a column of a given width it must not ask for more than that. */
const skeletonWidth = (given: boolean, name: boolean): string =>
  given ? cx('w-full', name ? 'max-w-32' : 'max-w-20') : name ? 'w-32' : 'w-20';

function SkeletonRow<R>({ columns }: { columns: readonly Column<R>[] }) {
  return (
    <tr className="group/row">
      {columns.map((column, index) => (
        <td key={column.key} className={cellClasses(column, index)}>
          <Skeleton className={skeletonWidth(column.width !== undefined, index === 0)} />
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

const busyElsewhere =
  'input,textarea,select,[contenteditable=true],[role=dialog],[role=alertdialog],[role=menu],[role=listbox]';

/** j and k move the focus from row to row; Enter is the link's own. Of several tables the one with the focus, else the first, listens. */
function useRowKeys(table: React.RefObject<HTMLTableElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const own = table.current;
      if (!own || (event.key !== 'j' && event.key !== 'k')) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const focused = document.activeElement;
      if (focused?.closest(busyElsewhere)) return;
      const holder = focused?.closest('[data-row-keys]') ?? document.querySelector('[data-row-keys]');
      if (holder !== own) return;
      const links = [...own.querySelectorAll<HTMLElement>('[data-row-link]')];
      const at = links.findIndex((link) => link === focused || link.closest('tr')?.contains(focused));
      const next = event.key === 'j' ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0);
      links[next]?.focus();
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [table]);
}
