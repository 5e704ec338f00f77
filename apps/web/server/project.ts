import 'server-only';

import type { ProjectView } from '@virtfleet/contracts/views';
import { notFound } from 'next/navigation';
import { load, trpc } from '../trpc/server.tsx';

/** The project that an address names; not theirs is not found. */
export async function loadProject(params: Promise<{ project: string }>): Promise<ProjectView> {
  const name = decodeURIComponent((await params).project);
  const { projects } = await load(trpc.me.get.queryOptions());
  return projects.find((project) => project.name === name) ?? notFound();
}
