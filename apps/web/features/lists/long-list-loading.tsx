import { type Column, DataTable, type TableSelection } from '@virtfleet/ui/data-table';
import { PageHeader } from '@virtfleet/ui/page-header';
import { ToolbarLoading } from './toolbar-loading.tsx';

type LongListLoadingProps = {
  title: string;
  /** As the list will have them: their heads and widths are drawn. */
  columns: readonly { key: string; head: string; share: number; minor?: boolean }[];
  selectable?: boolean;
};

const nothingSelected: TableSelection = {
  keys: new Set(),
  nameOf: () => '',
  onToggle: () => {},
  onRange: () => {},
  onAll: () => {},
  onClear: () => {},
};

/** A long list's page before its rows are there: everything at its place. */
export function LongListLoading({ title, columns, selectable = false }: LongListLoadingProps) {
  const heads: Column<never>[] = columns.map((column) => ({ ...column, cell: () => null }));
  return (
    <>
      <PageHeader title={title} />
      <ToolbarLoading />
      <DataTable
        label={title}
        columns={heads}
        rows={undefined}
        rowKey={() => ''}
        skeletonRows={20}
        {...(selectable && { selection: nothingSelected })}
      />
    </>
  );
}
