'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { MeView, ProjectView } from '@virtfleet/contracts/views';
import { createContext, type ReactNode, use } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

/** Who looks at this page. */
export function useMe(): MeView {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.me.get.queryOptions()).data;
}

type CurrentProject = ProjectView & {
  /** Why nothing may be changed here; null: it may. */
  readOnly: string | null;
};

const ProjectContext = createContext<CurrentProject | null>(null);

/** The project whose pages these are; the name stands in the address. */
export function ProjectProvider({ project, children }: { project: ProjectView; children: ReactNode }) {
  const { isAdmin } = useMe();
  const readOnly =
    project.role === 'viewer' && !isAdmin
      ? 'You may look at this project, but not change it. Ask an owner to make you a member.'
      : null;
  return <ProjectContext value={{ ...project, readOnly }}>{children}</ProjectContext>;
}

export function useProject(): CurrentProject {
  const project = use(ProjectContext);
  if (!project) throw new Error('useProject stands outside of a project’s pages');
  return project;
}
