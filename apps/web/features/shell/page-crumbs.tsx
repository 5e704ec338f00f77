'use client';

import { type Crumb, Crumbs } from '@virtfleet/ui/crumbs';
import Link from 'next/link';
import { useParams, usePathname } from 'next/navigation';
import { useTRPC } from '../../trpc/client.tsx';
import { useCached } from '../../trpc/use-cached.ts';
import { operationTitle } from '../operations/words.ts';

/** Where one stands, read from the address; names of things come from what the page has loaded. */
export function PageCrumbs() {
  const { project, id } = useParams<{ project?: string; id?: string }>();
  const pathname = usePathname();
  const section = pathname.split('/')[project ? 3 : 1];
  if (!project) return <Crumbs items={section === 'hosts' ? [{ label: 'Fleet' }, { label: 'Hosts' }] : []} />;
  const base = `/projects/${project}`;
  const home: Crumb = { label: project, render: <Link href={`${base}/vms`} /> };
  const of = (word: string, path: string, last?: Crumb) => [
    home,
    { label: word, render: <Link href={`${base}/${path}`} /> },
    ...(last ? [last] : []),
  ];
  if (section === 'keys') return <Crumbs items={of('SSH keys', 'keys')} />;
  if (section === 'quota') return <Crumbs items={of('Quota & usage', 'quota')} />;
  if (section === 'operations')
    return (
      <Crumbs items={of('Operations', 'operations', id ? { label: <OperationName operationId={id} /> } : undefined)} />
    );
  return <Crumbs items={of('VMs', 'vms', id ? { label: <VmName vmId={id} /> } : newVm(pathname))} />;
}

const newVm = (pathname: string): Crumb | undefined => (pathname.endsWith('/new') ? { label: 'New' } : undefined);

function VmName({ vmId }: { vmId: string }) {
  const trpc = useTRPC();
  const data = useCached(trpc.vms.get.queryOptions({ vmId }));
  return data?.name ?? '…';
}

function OperationName({ operationId }: { operationId: string }) {
  const trpc = useTRPC();
  const data = useCached(trpc.operations.get.queryOptions({ operationId }));
  return data ? operationTitle(data) : '…';
}
