'use client';

import { DataTable } from '@virtfleet/ui/data-table';
import { PageHeader } from '@virtfleet/ui/page-header';

/** A list's page before its rows are there, at its final height. */
export function ListLoading({ title, heads }: { title: string; heads: readonly string[] }) {
  return (
    <>
      <PageHeader title={title} />
      <DataTable
        label={title}
        columns={heads.map((head) => ({ key: head, head, cell: () => null }))}
        rows={undefined}
        rowKey={() => ''}
      />
    </>
  );
}
