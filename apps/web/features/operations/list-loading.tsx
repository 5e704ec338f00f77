'use client';

import { LongListLoading } from '../lists/long-list-loading.tsx';
import { operationColumns } from './list-columns.tsx';

/** The list of operations before it is there. `shown`: the columns that it will have. */
export function OperationListLoading({ shown }: { shown: readonly string[] }) {
  const columns = operationColumns.flatMap(({ key, head, share, minor = false }, index) =>
    (index === 0 || shown.includes(key)) && share !== undefined && typeof head === 'string'
      ? [{ key, head, share, minor }]
      : [],
  );
  return <LongListLoading title="Operations" columns={columns} />;
}
