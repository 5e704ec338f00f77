'use client';

import { LongListLoading } from '../lists/long-list-loading.tsx';
import { firstVmColumns } from './first-columns.ts';
import { vmColumns } from './list-columns.tsx';

/** The list of VMs before it is there. */
export function VmListLoading() {
  const [name, ...others] = vmColumns(() => {});
  const columns = [name, ...others.filter(({ key }) => firstVmColumns.includes(key))].flatMap((column) =>
    column?.share === undefined || typeof column.head !== 'string'
      ? []
      : [{ key: column.key, head: column.head, share: column.share, minor: column.minor ?? false }],
  );
  return <LongListLoading title="VMs" columns={columns} selectable />;
}
