'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PageHeader } from '@virtfleet/ui/page-header';
import Link from 'next/link';
import { useTRPC } from '../../trpc/client.tsx';
import { useProject } from '../session/me.tsx';
import { useTitle } from '../use-title.ts';
import { OperationCard } from './operation-card.tsx';
import { operationStates, operationTitle } from './words.ts';

/** One operation by itself, also when its VM is gone. */
export function OperationPage({ operationId }: { operationId: string }) {
  const project = useProject();
  const trpc = useTRPC();
  const { data: operation } = useSuspenseQuery(trpc.operations.get.queryOptions({ operationId }));
  useTitle(`${operationStates[operation.status].sign} ${operationTitle(operation)}`);
  const vms = useSuspenseQuery(trpc.vms.list.queryOptions({ projectId: project.id })).data;
  const vm = vms.find(({ id }) => id === operation.vmId);
  return (
    <>
      <PageHeader title={operationTitle(operation)}>
        <span>
          on <span className="mono text-ink-2">{operation.hostName}</span>
        </span>
        {vm ? (
          <Link className="rounded-tag text-accent hover:underline" href={`/projects/${project.name}/vms/${vm.id}`}>
            Open {vm.name}
          </Link>
        ) : (
          operation.vmName && <span>{operation.vmName} is gone</span>
        )}
      </PageHeader>
      <OperationCard operation={operation} />
    </>
  );
}
