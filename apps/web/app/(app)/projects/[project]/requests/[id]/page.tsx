import { notFound } from 'next/navigation';
import { RequestPage } from '../../../../../../features/requests/request-page.tsx';
import { loadProject } from '../../../../../../server/project.ts';
import { loadRequest, requestMetadata } from '../../../../../../server/request.ts';
import { Hydrated } from '../../../../../../trpc/server.tsx';

type Props = PageProps<'/projects/[project]/requests/[id]'>;

export const generateMetadata = async ({ params }: Props) => requestMetadata((await params).id);

export default async function Page({ params }: Props) {
  const [here, request] = await Promise.all([loadProject(params), params.then(({ id }) => loadRequest(id))]);
  if (request.project.id !== here.id) notFound();
  return (
    <Hydrated>
      <RequestPage requestId={request.id} />
    </Hydrated>
  );
}
