'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { MeView, ProjectView } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { createContext, type ReactNode, use } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';

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
export function ProjectProvider({ project: { id }, children }: { project: ProjectView; children: ReactNode }) {
  // The role as it is now, not as it was when the page was opened.
  const project = useMe().projects.find((each) => each.id === id);
  if (!project)
    return (
      <Card flush label="Not found">
        <NothingHere />
      </Card>
    );
  const readOnly =
    project.role === 'viewer'
      ? 'You may look at this project, but not change it. Ask an owner to make you a member.'
      : null;
  return <ProjectContext value={{ ...project, readOnly }}>{children}</ProjectContext>;
}

/** Null: on a page of the fleet. */
export const useMaybeProject = (): CurrentProject | null => use(ProjectContext);

export function useProject(): CurrentProject {
  const project = use(ProjectContext);
  if (!project) throw new Error('useProject stands outside of a project’s pages');
  return project;
}
