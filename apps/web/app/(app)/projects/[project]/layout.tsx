import type { ReactNode } from 'react';
import { ProjectProvider } from '../../../../features/session/me.tsx';
import { loadProject } from '../../../../server/project.ts';

type Props = { params: Promise<{ project: string }>; children: ReactNode };

export default async function ProjectLayout({ params, children }: Props) {
  const project = await loadProject(params);
  return <ProjectProvider project={project}>{children}</ProjectProvider>;
}
