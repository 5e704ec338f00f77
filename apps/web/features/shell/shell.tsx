'use client';

import { useQuery } from '@tanstack/react-query';
import type { ProjectView } from '@virtfleet/contracts/views';
import { AppFrame } from '@virtfleet/ui/app-frame';
import { useHydrated } from '@virtfleet/ui/clock';
import { Logo } from '@virtfleet/ui/logo';
import { NavLink, NavSection } from '@virtfleet/ui/nav';
import { Note } from '@virtfleet/ui/note';
import { Switcher } from '@virtfleet/ui/switcher';
import Link from 'next/link';
import { useParams, usePathname } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useCached } from '../../trpc/use-cached.ts';
import { OperationsBar } from '../operations/bar.tsx';
import { AccountMenu } from '../session/account-menu.tsx';
import { useMe } from '../session/me.tsx';
import { SessionOver } from '../session/session-over.tsx';
import { LiveDot } from './live-dot.tsx';
import { PageCrumbs } from './page-crumbs.tsx';

/** The frame around every page of a signed-in person. */
export function Shell({ children }: { children: ReactNode }) {
  const me = useMe();
  const project = useCurrentProject(me.projects);
  return (
    <AppFrame
      brand={
        <Link href="/" className="rounded-tag">
          <Logo />
        </Link>
      }
      switcher={me.projects.length > 1 ? <ProjectSwitcher projects={me.projects} current={project} /> : undefined}
      nav={<Nav project={project} isAdmin={me.isAdmin} />}
      crumbs={<PageCrumbs />}
      top={
        <>
          <LiveDot />
          <AccountMenu me={me} />
        </>
      }
      bar={project && <OperationsBar project={project} />}
    >
      <SessionOver />
      {me.simulated && (
        <Note>
          <b className="font-[550]">These hosts are simulated:</b> nothing runs in their VMs, and nobody can sign in to
          them.
        </Note>
      )}
      {children}
    </AppFrame>
  );
}

/** The project of this page; on a page of the fleet the one that was looked at last. */
function useCurrentProject(projects: readonly ProjectView[]): ProjectView | null {
  const { project: name } = useParams<{ project?: string }>();
  const [last, setLast] = useState(name);
  if (name !== undefined && name !== last) setLast(name);
  const current = name ?? last;
  return projects.find((project) => project.name === current) ?? projects[0] ?? null;
}

function ProjectSwitcher({ projects, current }: { projects: readonly ProjectView[]; current: ProjectView | null }) {
  return (
    <Switcher
      label="Project"
      items={projects.map(({ id, name, role }) => ({
        key: id,
        label: name,
        fact: role,
        active: id === current?.id,
        render: <Link href={`/projects/${name}/vms`} />,
      }))}
    />
  );
}

function Nav({ project, isAdmin }: { project: ProjectView | null; isAdmin: boolean }) {
  const pathname = usePathname();
  const link = (href: string, word: string, count?: ReactNode) => (
    <NavLink render={<Link href={href} />} active={pathname === href || pathname.startsWith(`${href}/`)} count={count}>
      {word}
    </NavLink>
  );
  return (
    <>
      {project && <ProjectNav project={project} link={link} />}
      {isAdmin && <NavSection title="Fleet">{link('/hosts', 'Hosts')}</NavSection>}
    </>
  );
}

type LinkMaker = (href: string, word: string, count?: ReactNode) => ReactNode;

function ProjectNav({ project, link }: { project: ProjectView; link: LinkMaker }) {
  const base = `/projects/${project.name}`;
  return (
    <>
      <NavSection>
        {link(`${base}/vms`, 'VMs', <VmCount projectId={project.id} />)}
        {link(`${base}/operations`, 'Operations')}
      </NavSection>
      <NavSection title="Access">
        {link(`${base}/keys`, 'SSH keys')}
        {link(`${base}/quota`, 'Quota & usage')}
      </NavSection>
    </>
  );
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
  return useQuery(trpc.vms.counts.queryOptions({ projectId })).data?.total;
}
