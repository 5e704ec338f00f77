'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { OperationView } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { KeyValue, type KeyValueItem } from '@virtfleet/ui/key-value';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Duration, Elapsed, RelativeTime } from '@virtfleet/ui/relative-time';
import { StateBadge } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import { useTRPC } from '../../trpc/client.tsx';
import { useProject } from '../session/me.tsx';
import { useTitle } from '../use-title.ts';
import { OperationCard } from './operation-card.tsx';
import { OperationTrouble } from './trouble.tsx';
import { operationStates, operationTitle } from './words.ts';

/** One operation by itself, also when its VM is gone: who asked for what, when, how long it took, and what failed. */
export function OperationPage({ operationId }: { operationId: string }) {
  const trpc = useTRPC();
  const { data: operation } = useSuspenseQuery(trpc.operations.get.queryOptions({ operationId }));
  const { word, tone, sign } = operationStates[operation.status];
  useTitle(`${sign} ${operationTitle(operation)}`);
  return (
    <>
      <PageHeader
        title={
          <>
            {operationTitle(operation)}
            {operation.about && <span className="font-normal text-ink-2"> {operation.about}</span>}
          </>
        }
        fact={<StateBadge tone={tone}>{word}</StateBadge>}
      />
      <div className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 content-start gap-4">
          <OperationTrouble operation={operation} />
          <OperationCard operation={operation} title="Steps" />
        </div>
        <div className="min-w-0">
          <Card flush label="Facts">
            <KeyValue items={facts(operation)} />
          </Card>
        </div>
      </div>
    </>
  );
}

function facts(operation: OperationView): KeyValueItem[] {
  const { by, hostName, createdAt, startedAt, endedAt, cancelRequestedAt, steps, id } = operation;
  const commands = steps.reduce((sum, step) => sum + step.commands.length, 0);
  const retries = steps.reduce((sum, step) => sum + step.attempt - 1, 0);
  const items: (KeyValueItem | false)[] = [
    operation.vmName !== null && { label: 'VM', value: <VmLink operation={operation} /> },
    { label: 'Host', value: <span className="mono break-all">{hostName}</span> },
    { label: 'Asked for', value: <RelativeTime date={createdAt} /> },
    { label: 'By', value: by ?? 'Virtfleet itself' },
    {
      label: 'Waited',
      value: startedAt ? <Duration ms={startedAt.getTime() - createdAt.getTime()} /> : <Elapsed since={createdAt} />,
    },
    startedAt !== null && {
      label: endedAt ? 'Took' : 'Under way',
      value: endedAt ? <Duration ms={endedAt.getTime() - startedAt.getTime()} /> : <Elapsed since={startedAt} />,
    },
    endedAt !== null && { label: 'Ended', value: <RelativeTime date={endedAt} /> },
    cancelRequestedAt !== null && { label: 'Cancelled', value: <RelativeTime date={cancelRequestedAt} /> },
    { label: 'Commands', value: commands === 0 ? 'none yet' : String(commands) },
    retries > 0 && { label: 'Retries', value: String(retries) },
    { label: 'Id', value: <span className="mono select-all break-all text-ink-2">{id}</span> },
  ];
  return items.filter((item) => item !== false);
}

function VmLink({ operation: { vmId, vmName, vmGone } }: { operation: OperationView }) {
  const project = useProject();
  if (vmGone || vmId === null) return <>{vmName} is gone</>;
  return (
    <Link className="rounded-tag text-accent hover:underline" href={`/projects/${project.name}/vms/${vmId}`}>
      {vmName}
    </Link>
  );
}
