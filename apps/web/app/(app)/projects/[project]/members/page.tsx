import type { Metadata } from 'next';
import { MemberListPage } from '../../../../../features/members/list-page.tsx';
import { loadProject } from '../../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Members' };

export default async function Page({ params }: PageProps<'/projects/[project]/members'>) {
  const project = await loadProject(params);
  await load(trpc.members.list.queryOptions({ projectId: project.id }));
  return (
    <Hydrated>
      <MemberListPage />
    </Hydrated>
  );
}
