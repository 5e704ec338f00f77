'use client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from './cx.ts';
import { type Column, checkShare, type DataTableProps } from './data-table.tsx';
import { Checkbox, minorClass, nameClass } from './data-table-row.tsx';

const headClass =
  'h-9 whitespace-nowrap border-line border-b bg-inherit px-3 font-medium text-caption text-ink-3 first:pl-4 last:pr-4 desk:sticky desk:top-12 desk:z-10';

/** `total`: the sum of the columns' shares; null: each is as wide as it needs. */
export function DataTableHead<R>(props: DataTableProps<R> & { total: number | null }) {
  const { columns, rows, selection, label, total } = props;
  const width = ({ share = 0, width: given }: Column<R>) => (total === null ? given : `${(share / total) * 100}%`);
  const chosen = selection?.keys.size ?? 0;
  const all = chosen > 0 && rows !== undefined && chosen >= rows.length;
  return (
    <thead>
      <tr className="bg-surface" aria-rowindex={props.onView ? 1 : undefined}>
        {selection && (
          <th
            scope="col"
            style={{ width: checkShare }}
            className={cx(headClass, 'max-desk:sticky max-desk:left-0 max-desk:z-1 pr-0!')}
          >
            <Checkbox
              label={`Select all ${label}`}
              checked={all || (chosen > 0 && 'mixed')}
              onChange={() => selection.onAll(!all)}
            />
          </th>
        )}
        {columns.map((column, index) => (
          <th
            key={column.key}
            scope="col"
            aria-sort={ariaSort(column, props.order)}
            style={{ width: width(column), '--column-width': `${column.share ?? 0}px` }}
            className={cx(
              headClass,
              column.align === 'right' ? 'text-right' : 'text-left',
              index === 0 && nameClass(selection !== undefined),
              // A phone has room for less of a name, so that what it is doing is seen beside it.
              total !== null && (index === 0 ? 'max-desk:w-[42vw]!' : 'max-desk:w-(--column-width)!'),
              column.minor && minorClass,
              total !== null && 'truncate',
            )}
          >
            <HeadCell column={column} order={props.order} onOrder={props.onOrder} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function ariaSort<R>({ sort }: Column<R>, order: string | undefined) {
  if (sort === undefined || order === undefined) return undefined;
  return order === sort ? 'ascending' : order === `-${sort}` ? 'descending' : undefined;
}

type HeadCellProps<R> = Pick<DataTableProps<R>, 'order' | 'onOrder'> & { column: Column<R> };

/** A head that sorts: up, then down. */
function HeadCell<R>({ column, order, onOrder }: HeadCellProps<R>) {
  const { sort, head, align } = column;
  if (sort === undefined || !onOrder) return head;
  const sorted = ariaSort(column, order);
  const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      onClick={() => onOrder(sorted === 'ascending' ? `-${sort}` : sort)}
      className={cx(
        'hit group/sort inline-flex max-w-full items-center gap-1 rounded-tag font-medium hover:text-ink',
        align === 'right' && 'flex-row-reverse',
        sorted && 'text-ink',
      )}
    >
      <span className="truncate">{head}</span>
      <Arrow
        size={12}
        strokeWidth={1.5}
        aria-hidden
        className={cx(
          'shrink-0',
          !sorted && 'opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60',
        )}
      />
    </button>
  );
}
