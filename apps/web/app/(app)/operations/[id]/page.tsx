import { id as anId } from '@virtfleet/contracts/ids';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { OperationPage } from '../../../../features/operations/operation-page.tsx';
import { operationStates, operationTitle } from '../../../../features/operations/words.ts';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

type Props = PageProps<'/operations/[id]'>;

async function operationOf(params: Props['params']) {
  const { id } = await params;
  if (!anId.safeParse(id).success) notFound();
  return await load(trpc.operations.get.queryOptions({ operationId: id }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  // The page itself answers with whatever went wrong.
  const operation = await operationOf(params).catch(() => null);
  if (!operation) return { title: 'Not found' };
  return { title: `${operationStates[operation.status].sign} ${operationTitle(operation)}` };
}

/** An operation of no project; one of a project has its page there. */
export default async function Page({ params }: Props) {
  const operation = await operationOf(params);
  if (operation.projectName) redirect(`/projects/${operation.projectName}/operations/${operation.id}`);
  return (
    <Hydrated>
      <OperationPage operationId={operation.id} />
    </Hydrated>
  );
}
