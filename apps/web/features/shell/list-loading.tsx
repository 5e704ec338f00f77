'use client';

import { DataTable } from '@virtfleet/ui/data-table';
import { PageHeader } from '@virtfleet/ui/page-header';
import { ToolbarLoading } from '../lists/toolbar-loading.tsx';

type ListLoadingProps = {
  title: string;
  heads: readonly string[] /** It has no field to search it by. */;
  plain?: boolean;
};

/** A list's page before its rows are there, at its final height. */
export function ListLoading({ title, heads, plain = false }: ListLoadingProps) {
  return (
    <>
      <PageHeader title={title} />
      {!plain && <ToolbarLoading />}
      <DataTable
        label={title}
        columns={heads.map((head) => ({ key: head, head, cell: () => null }))}
        rows={undefined}
        rowKey={() => ''}
      />
    </>
  );
}
