'use client';

import type { SearchedList } from '@virtfleet/contracts/list';
import { type Language, readQuery } from '@virtfleet/domain/search/language';
import { matches, type RowReader } from '@virtfleet/domain/search/match';
import { Button } from '@virtfleet/ui/button';
import { ColumnMenu } from '@virtfleet/ui/column-menu';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { ListToolbar } from '@virtfleet/ui/list-toolbar';
import type { ReactElement, ReactNode } from 'react';
import { useMe } from '../session/me.tsx';
import { CsvButton } from './csv-button.tsx';
import { type BuiltIn, SavedSearches } from './saved-searches.tsx';
import { SearchBar } from './search-bar.tsx';
import { useColumns } from './use-columns.ts';
import { useOrder } from './use-order.ts';
import { useSearch } from './use-search.ts';

type SmallListProps<R> = {
  list: SearchedList;
  /** Null: a list of the fleet. */
  projectId: string | null;
  /** "SSH keys" */
  label: string;
  /** Of its field; by default "Search SSH keys". */
  searchLabel?: string;
  placeholder: string;
  /** All there are; `sort` of a column sorts by its `text`. */
  columns: readonly Column<R>[];
  /** Those that stand when nobody chose otherwise. */
  chosenColumns: readonly string[];
  /** "name", or "-added": how it is sorted at first. */
  order: string;
  rows: readonly R[];
  rowKey: (row: R) => string;
  rowLink?: (row: R) => ReactElement | undefined;
  language: Language;
  reader: RowReader<R>;
  builtIn?: readonly BuiltIn[];
  /** In place of it all when there is nothing to search. */
  empty: ReactNode;
  footer?: ReactNode;
};

/** A list that is in the browser whole: searched, sorted and saved in the same way as the long ones. */
export function SmallList<R>(props: SmallListProps<R>) {
  const { list, projectId, label, placeholder, rows, rowKey, rowLink, language, reader, builtIn = [], empty } = props;
  const { id: userId } = useMe();
  const search = useSearch(language);
  const [order, putOrder] = useOrder(props.order);
  const { columns, shown, put } = useColumns(list, props.columns, props.chosenColumns);
  const { clauses } = readQuery(search.q, language, { now: new Date(), userId });
  const found = sorted(
    rows.filter((row) => matches(row, clauses, reader)),
    order,
    props.columns,
  );
  return (
    <>
      {rows.length > 0 && (
        <ListToolbar
          search={
            <SearchBar
              label={props.searchLabel ?? `Search ${label}`}
              placeholder={placeholder}
              language={language}
              search={search}
              facets={facetsOf(rows, language, reader)}
            />
          }
          chips={<SavedSearches list={list} projectId={projectId} search={search} builtIn={builtIn} />}
          actions={
            <>
              <ColumnMenu columns={props.columns} shown={shown} onShownChange={put} />
              <CsvButton
                name={list}
                columns={columns}
                rows={async function* () {
                  yield found;
                }}
              />
            </>
          }
        />
      )}
      <DataTable
        label={label}
        columns={columns}
        rows={found}
        rowKey={rowKey}
        {...(rowLink && { rowLink })}
        order={order}
        onOrder={putOrder}
        empty={
          rows.length === 0 ? (
            empty
          ) : (
            <EmptyState
              title="Nothing matches"
              action={<Button onClick={() => search.set('')}>Clear the search</Button>}
            >
              All that stands in the field must hold. A comma means “or”, a minus means “not”.
            </EmptyState>
          )
        }
        footer={props.footer}
      />
    </>
  );
}

/** Numbers in a text count as numbers: hv-2 comes before hv-10. What has no value comes last. */
function sorted<R>(rows: readonly R[], order: string, columns: readonly Column<R>[]): readonly R[] {
  const down = order.startsWith('-');
  const text = columns.find(({ sort }) => sort !== undefined && sort === order.replace('-', ''))?.text;
  if (!text) return rows;
  const of = (row: R) => text(row);
  return rows.toSorted((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const up =
      typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), 'en', { numeric: true });
    return down ? -up : up;
  });
}

/** What the rows that are here have, for the completion. */
function facetsOf<R>(rows: readonly R[], { fields }: Language, reader: RowReader<R>): Record<string, string[]> {
  const words = Object.entries(fields).filter(([, { kind }]) => kind === 'word');
  return Object.fromEntries(
    words.map(([key]) => {
      const values = rows.flatMap((row) => reader.fields[key]?.(row) ?? []);
      return [key, [...new Set(values.filter((value) => typeof value === 'string'))].sort()];
    }),
  );
}
