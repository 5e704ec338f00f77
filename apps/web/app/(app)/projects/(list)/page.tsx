import type { Metadata } from 'next';
import { ProjectListPage } from '../../../../features/projects/list-page.tsx';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Projects' };

export default async function Page() {
  await load(trpc.projects.list.queryOptions());
  return (
    <Hydrated>
      <ProjectListPage />
    </Hydrated>
  );
}
