'use client';

import { type Crumb, Crumbs } from '@virtfleet/ui/crumbs';
import Link from 'next/link';
import { useParams, usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useCached } from '../../trpc/use-cached.ts';
import { operationTitle } from '../operations/words.ts';
import { hrefOf, type Page, pages, placeOf } from './pages.ts';

/** What the thing behind a page's address is called, by the page's id; without one its page must say it. */
const things: Record<string, (id: string) => ReactNode> = {
  vms: (id) => <VmName vmId={id} />,
  operations: (id) => <OperationName operationId={id} />,
  users: (id) => <PersonName userId={id} />,
  requests: (id) => <RequestNumber requestId={id} />,
};

const fleetHome = '/hosts';

/** Where one stands, read from the address by the table of pages; names of things come from what the page has loaded. */
export function PageCrumbs() {
  const { project: encoded } = useParams<{ project?: string }>();
  const place = placeOf(usePathname());
  const project = encoded === undefined ? undefined : decodeURIComponent(encoded);
  const home = homeOf(project, place?.page);
  if (!place) return <Crumbs items={home} />;
  const [id] = place.rest;
  const steps = pages.filter(({ id: step, scope }) => scope === place.page.scope && isOrAbove(step, place.page.id));
  const crumbs: Crumb[] = steps.map((page) => ({
    label: page.word,
    render: <Link href={hrefOf(page, project ?? '')} />,
  }));
  const name = id === undefined ? undefined : things[place.page.id]?.(id);
  return <Crumbs items={[...home, ...crumbs, ...(name === undefined ? [] : [{ label: name }])]} />;
}

/** "vms" is above "vms/new". */
const isOrAbove = (step: string, id: string): boolean => id === step || id.startsWith(`${step}/`);

function homeOf(project: string | undefined, page: Page | undefined): Crumb[] {
  if (project !== undefined)
    return [{ label: project, render: <Link href={`/projects/${encodeURIComponent(project)}`} /> }];
  return page?.scope === 'fleet' ? [{ label: 'Fleet', render: <Link href={fleetHome} /> }] : [];
}

function VmName({ vmId }: { vmId: string }) {
  const trpc = useTRPC();
  const data = useCached(trpc.vms.get.queryOptions({ vmId }));
  return data?.name ?? '…';
}

function PersonName({ userId }: { userId: string }) {
  const trpc = useTRPC();
  const data = useCached(trpc.users.get.queryOptions({ userId }));
  return data?.name ?? '…';
}

function RequestNumber({ requestId }: { requestId: string }) {
  const trpc = useTRPC();
  const data = useCached(trpc.requests.get.queryOptions({ requestId }));
  return data ? `#${data.number}` : '…';
}

function OperationName({ operationId }: { operationId: string }) {
  const trpc = useTRPC();
  const data = useCached(trpc.operations.get.queryOptions({ operationId }));
  return data ? operationTitle(data) : '…';
}
