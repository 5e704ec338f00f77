import { RequestPage } from '../../../../features/requests/request-page.tsx';
import { loadRequest, requestMetadata } from '../../../../server/request.ts';
import { Hydrated } from '../../../../trpc/server.tsx';

type Props = PageProps<'/requests/[id]'>;

export const generateMetadata = async ({ params }: Props) => requestMetadata((await params).id);

export default async function Page({ params }: Props) {
  const { id } = await loadRequest((await params).id);
  return (
    <Hydrated>
      <RequestPage requestId={id} />
    </Hydrated>
  );
}
