'use client';

import { useQuery } from '@tanstack/react-query';
import type { OperationRecord, VmDetail } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { commandLines } from '@virtfleet/ui/script';
import { Skeleton } from '@virtfleet/ui/skeleton';
import { TextBlock } from '@virtfleet/ui/text-block';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import { useProject } from '../../session/me.tsx';
import { HostReasons } from '../placement.tsx';

/** How it came to be: the place that was found for it, the commands that made it, and what they would make again. */
export function Made({ vm, operations }: { vm: VmDetail; operations: readonly OperationRecord[] }) {
  const project = useProject();
  const create = operations.find(({ kind }) => kind === 'vm.create');
  return (
    <Card flush title="How it is made">
      <div className="divide-y divide-line">
        {vm.placement.length > 0 && (
          <Fold title="Placement" hint={`why it is on ${vm.hostName}`}>
            {() => <HostReasons hosts={vm.placement} />}
          </Fold>
        )}
        {create && (
          <div className="flex min-h-10 flex-wrap items-center justify-between gap-2 px-4 py-1.5">
            <span>
              Commands <span className="text-ink-3">as they ran when it was made, with their output</span>
            </span>
            <Button size="sm" render={<Link href={`/projects/${project.name}/operations/${create.id}`} />}>
              Open the create
            </Button>
          </div>
        )}
        <Fold title="Domain XML" hint="as Virtfleet would define it now">
          {() => <Definition vmId={vm.id} what="domainXml" />}
        </Fold>
        <Fold title="virt-install" hint="the same by hand, on volumes that are there">
          {() => <Definition vmId={vm.id} what="virtInstall" />}
        </Fold>
      </div>
    </Card>
  );
}

/** What is in it is asked for when it is opened. */
function Fold({ title, hint, children }: { title: string; hint: string; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="group/fold">
      <summary className="flex min-h-10 list-none items-center gap-2 px-4 py-1.5 -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <span>
          {title} <span className="text-ink-3">{hint}</span>
        </span>
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className="ml-auto shrink-0 text-ink-3 transition-transform duration-100 group-open/fold:rotate-90"
        />
      </summary>
      {open && <div className="px-4 pb-3.5">{children()}</div>}
    </details>
  );
}

const words = {
  domainXml:
    'Rendered from what Virtfleet knows of it, with the hardware addresses that libvirt chose at the first time. What somebody changed on the host by hand is not in it.',
  virtInstall:
    'For an admin on the host. It makes the same hardware; the volumes, and the seed with your user-data in it, are not made by it.',
};

function Definition({ vmId, what }: { vmId: string; what: 'domainXml' | 'virtInstall' }) {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.vms.definition.queryOptions({ vmId }));
  return (
    <>
      <p className="mb-2 text-ink-2">{words[what]}</p>
      {error ? (
        <p className="text-red-ink">{errorMessage(error)}</p>
      ) : data ? (
        <TextBlock
          label={what === 'domainXml' ? 'domain XML' : 'virt-install line'}
          text={what === 'domainXml' ? data.domainXml : commandLines(data.virtInstall)}
        />
      ) : (
        <Skeleton className="w-64" />
      )}
    </>
  );
}
