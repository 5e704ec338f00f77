'use client';

import { useQuery } from '@tanstack/react-query';
import type { ProjectView } from '@virtfleet/contracts/views';
import { useHydrated } from '@virtfleet/ui/clock';
import { formatCount } from '@virtfleet/ui/format';
import { NavLink, NavSection } from '@virtfleet/ui/nav';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useCached } from '../../trpc/use-cached.ts';
import type { Current } from './current.ts';
import { hrefOf, navGroups, placeOf } from './pages.ts';

/** The pages of where one is: of a project, or of the whole fleet. */
export function Nav({ project, inFleet }: Current) {
  const here = placeOf(usePathname())?.page;
  const scope = inFleet ? 'fleet' : 'project';
  if (!inFleet && !project) return null;
  return navGroups(scope).map((group) => (
    <NavSection key={group.section ?? ''} title={group.section}>
      {group.pages.map((page) => (
        <NavLink
          key={page.id}
          render={<Link href={hrefOf(page, project?.name ?? '')} />}
          active={here !== undefined && here.scope === page.scope && here.id.split('/')[0] === page.id}
          count={counts[`${scope} ${page.id}`]?.(project)}
        >
          {page.word}
        </NavLink>
      ))}
    </NavSection>
  ));
}

/** How many, beside a page's word. */
const counts: Record<string, (project: ProjectView | null) => ReactNode> = {
  'project vms': (project) => project && <VmCount projectId={project.id} />,
  'project requests': (project) => project && <WaitingIn projectId={project.id} />,
  'fleet requests': () => <WaitingInAll />,
};

/** Requests that wait for a decision; none says nothing. */
function WaitingIn({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const enabled = useHydrated();
  return <Waiting count={useQuery(trpc.requests.counts.queryOptions({ projectId }, { enabled })).data?.waiting} />;
}

function WaitingInAll() {
  const trpc = useTRPC();
  const enabled = useHydrated();
  return <Waiting count={useQuery(trpc.requests.inboxCounts.queryOptions(undefined, { enabled })).data?.waiting} />;
}

function Waiting({ count }: { count: number | undefined }) {
  return count ? <span title={`${formatCount(count)} waiting`}>{formatCount(count)}</span> : null;
}

/** On the server and while hydrating only where the list is loaded: see useCached. */
function VmCount({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const hydrated = useHydrated();
  const loaded = useCached(trpc.vms.counts.queryOptions({ projectId })) !== undefined;
  return (loaded || hydrated) && <CurrentVmCount projectId={projectId} />;
}

function CurrentVmCount({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const total = useQuery(trpc.vms.counts.queryOptions({ projectId })).data?.total;
  return total === undefined ? null : formatCount(total);
}
