import { operationLanguage } from '@virtfleet/domain/search/operations';
import type { Metadata } from 'next';
import { oneOf } from '../../../../../../features/lists/one-of.ts';
import { pageRows } from '../../../../../../features/lists/page-rows.ts';
import { runnable } from '../../../../../../features/lists/runnable.ts';
import { firstOperationColumns } from '../../../../../../features/operations/first-columns.ts';
import { OperationsPage } from '../../../../../../features/operations/operations-page.tsx';
import { columnsOf } from '../../../../../../server/columns.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Operations' };

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]/operations'>) {
  const { id: projectId } = await loadProject(params);
  const q = runnable(oneOf((await searchParams).q), operationLanguage) ?? '';
  const [columns] = await Promise.all([
    columnsOf('operations', firstOperationColumns),
    load(trpc.operations.page.queryOptions({ projectId, q, offset: 0, limit: pageRows })),
    load(trpc.searches.list.queryOptions({ list: 'operations', projectId })),
  ]);
  return (
    <Hydrated>
      <OperationsPage chosenColumns={columns} />
    </Hydrated>
  );
}
