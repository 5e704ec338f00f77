'use client';

import { type CsvValue, toCsv } from '@virtfleet/domain/csv';
import { IconButton } from '@virtfleet/ui/button';
import { columnTitle } from '@virtfleet/ui/column-menu';
import type { Column } from '@virtfleet/ui/data-table';
import { toast } from '@virtfleet/ui/toast';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { errorMessage } from '../../trpc/errors.ts';

type CsvButtonProps<R> = {
  /** "vms": the file is called so, with the day. */
  name: string;
  columns: readonly Column<R>[];
  /** Every row of the list as it is filtered, page by page. */
  rows: () => AsyncIterable<readonly R[]>;
};

/** Downloads the list as it is filtered and sorted, all of it, with the columns that stand. */
export function CsvButton<R>({ name, columns, rows }: CsvButtonProps<R>) {
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const told = columns.flatMap((column) =>
        column.text ? [{ title: columnTitle(column), text: column.text }] : [],
      );
      const lines: CsvValue[][] = [told.map(({ title }) => title)];
      for await (const page of rows()) for (const row of page) lines.push(told.map(({ text }) => text(row)));
      save(`${name}-${new Date().toISOString().slice(0, 10)}.csv`, toCsv(lines));
    } catch (error) {
      toast({ tone: 'bad', title: 'The list was not downloaded', description: errorMessage(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <IconButton label="Download as CSV" variant="outlined" pending={busy} onClick={() => void download()}>
      <Download size={16} strokeWidth={1.5} aria-hidden />
    </IconButton>
  );
}

function save(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
