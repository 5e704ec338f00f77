'use client';

import { mostOperationsCounted, type OperationPage, type SearchedList } from '@virtfleet/contracts/list';
import type { OperationSummary } from '@virtfleet/contracts/views';
import type { Language } from '@virtfleet/domain/search/language';
import { Button } from '@virtfleet/ui/button';
import { ColumnMenu } from '@virtfleet/ui/column-menu';
import { DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { ErrorState } from '@virtfleet/ui/error-state';
import { formatCount } from '@virtfleet/ui/format';
import { ListToolbar } from '@virtfleet/ui/list-toolbar';
import { PageHeader } from '@virtfleet/ui/page-header';
import type { ReactElement } from 'react';
import { errorMessage } from '../../trpc/errors.ts';
import { CsvButton } from '../lists/csv-button.tsx';
import { type BuiltIn, SavedSearches } from '../lists/saved-searches.tsx';
import { SearchBar } from '../lists/search-bar.tsx';
import { useColumns } from '../lists/use-columns.ts';
import type { Search } from '../lists/use-search.ts';
import type { Rows } from '../lists/use-view.ts';
import { operationColumns } from './list-columns.tsx';

const builtIn: readonly BuiltIn[] = [
  { name: 'Mine', term: { key: 'by', negated: false, values: ['me'] } },
  { name: 'Failed', term: { key: 'status', negated: false, values: ['failed', 'stuck'] } },
  { name: 'Under way', term: { key: 'status', negated: false, values: ['pending', 'running', 'undoing'] } },
];

type OperationListProps = {
  /** Under this name the browser remembers columns. */
  cookie: string;
  list: Rows<OperationSummary> & { onView: (first: number, last: number) => void; error: unknown; retry: () => void };
  projectId: string | null;
  language: Language;
  search: Search;
  facets: Readonly<Record<string, readonly string[]>> | undefined;
  onFocus: () => void;
  chosenColumns: readonly string[];
  rowLink: (operation: OperationSummary) => ReactElement | undefined;
  /** A window on the list as it is searched: for the CSV. */
  page: (offset: number, limit: number) => Promise<OperationPage>;
  footer: React.ReactNode;
};

/** Operations of a project, or of the fleet: who asked for what, on what, how long it took, and what failed. */
export function OperationList(props: OperationListProps) {
  const { list, projectId, language, search, facets, onFocus, rowLink, page, footer } = props;
  const all = projectId === null ? operationColumns : operationColumns.filter(({ key }) => key !== 'project');
  const { columns, shown, put } = useColumns(props.cookie, all, props.chosenColumns);
  const saved: SearchedList = 'operations';
  const none = list.total === 0 && search.q === '' && !list.loading;
  return (
    <>
      <PageHeader title="Operations" fact={list.total > 0 ? counted(list.total, search.q !== '') : undefined} />
      {!none && (
        <ListToolbar
          search={
            <SearchBar
              label="Search operations"
              placeholder="status:failed vm:web-* since:1d"
              language={language}
              search={search}
              facets={facets}
              onFocus={onFocus}
            />
          }
          chips={<SavedSearches list={saved} projectId={projectId} search={search} builtIn={builtIn} />}
          actions={
            <>
              <ColumnMenu columns={all} shown={shown} onShownChange={put} />
              <CsvButton
                name="operations"
                columns={columns}
                rows={async function* () {
                  for (let at = 0; at < mostOperationsCounted; at += csvRows) {
                    const { items } = await page(at, csvRows);
                    yield items;
                    if (items.length < csvRows) return;
                  }
                }}
              />
            </>
          }
        />
      )}
      {list.error ? (
        <ErrorState
          title="The operations could not be read"
          why={errorMessage(list.error)}
          actions={<Button onClick={list.retry}>Try again</Button>}
        />
      ) : (
        <DataTable
          label="Operations"
          columns={columns}
          rows={list.loading ? undefined : list.rows}
          rowKey={({ id }) => id}
          rowLink={rowLink}
          onView={list.onView}
          stale={list.stale}
          empty={
            none ? (
              <EmptyState title="Nothing has been done here yet">
                Each create, start, stop and delete stands here with its steps, the commands that it ran on the host and
                how it ended. It stays when the VM is gone.
              </EmptyState>
            ) : (
              <EmptyState
                title="No operation matches"
                action={<Button onClick={() => search.set('')}>Clear the search</Button>}
              >
                All that stands in the field must hold. A comma means “or”: status:failed,stuck. A minus means “not”:
                -kind:create.
              </EmptyState>
            )
          }
          footer={footer}
        />
      )}
    </>
  );
}

const csvRows = 500;

function counted(total: number, searched: boolean): string {
  const count = `${formatCount(total)}${total >= mostOperationsCounted ? ' or more' : ''}`;
  return `${count}${searched ? ' match' : ''}, newest first`;
}
