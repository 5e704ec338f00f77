import { id as anId } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OperationPage } from '../../../../../../features/operations/operation-page.tsx';
import { operationStates, operationTitle } from '../../../../../../features/operations/words.ts';
import { loadProject } from '../../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../../trpc/server.tsx';

type Props = PageProps<'/projects/[project]/operations/[id]'>;

async function operationOf(params: Props['params']) {
  const [project, { id }] = await Promise.all([loadProject(params), params]);
  if (!anId.safeParse(id).success) notFound();
  const operation = await load(trpc.operations.get.queryOptions({ operationId: id }));
  return operation.projectName === project.name ? operation : notFound();
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  // The page itself answers with whatever went wrong.
  const operation = await operationOf(params).catch(() => null);
  if (!operation) return { title: 'Not found' };
  return { title: `${operationStates[operation.status].sign} ${operationTitle(operation)}` };
}

export default async function Page({ params }: Props) {
  const operation = await operationOf(params);
  return (
    <Hydrated>
      <OperationPage operationId={operation.id} />
    </Hydrated>
  );
}
