'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { useCached } from '../../../trpc/use-cached.ts';
import { placeOf } from '../pages.ts';
import { rememberVisit } from './recent.ts';

/** Keeps which VMs were looked at last, for the palette to begin with. */
export function RememberVisit({ userId }: { userId: string }) {
  const pathname = usePathname();
  const place = placeOf(pathname);
  const vmId = place?.page.id === 'vms' ? place.rest[0] : undefined;
  return vmId === undefined ? null : <OfVm key={vmId} userId={userId} vmId={vmId} href={pathname} />;
}

function OfVm({ userId, vmId, href }: { userId: string; vmId: string; href: string }) {
  const trpc = useTRPC();
  const vm = useCached(trpc.vms.get.queryOptions({ vmId }));
  const label = vm?.name;
  const what = vm && `VM in ${vm.projectName}`;
  useEffect(() => {
    if (label && what) rememberVisit(userId, { href, label, what });
  }, [userId, href, label, what]);
  return null;
}
