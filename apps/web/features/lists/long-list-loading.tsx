import { type Column, DataTable, type TableSelection } from '@virtfleet/ui/data-table';
import { ListToolbar } from '@virtfleet/ui/list-toolbar';
import { PageHeader } from '@virtfleet/ui/page-header';

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
      <ListToolbar
        search={<div className="h-8 w-full rounded-control border border-line bg-surface pointer-coarse:h-11" />}
        actions={<div className="h-8 w-30" />}
      />
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
