import type { ReactNode } from 'react';
import { ProjectProvider } from '../../../../features/session/me.tsx';
import { loadProject } from '../../../../server/project.ts';
import { Hydrated, load, trpc } from '../../../../trpc/server.tsx';

type Props = { params: Promise<{ project: string }>; children: ReactNode };

export default async function ProjectLayout({ params, children }: Props) {
  const project = await loadProject(params);
  // The nav counts them on every page.
  await load(trpc.vms.counts.queryOptions({ projectId: project.id }));
  return (
    <Hydrated>
      <ProjectProvider project={project}>{children}</ProjectProvider>
    </Hydrated>
  );
}
