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
  return (
    <>
      <PageHeader title={operationTitle(operation)}>
        <span>
          on <span className="mono text-ink-2">{operation.hostName}</span>
        </span>
        {operation.vmGone ? (
          <span>{operation.vmName} is gone</span>
        ) : (
          operation.vmId && (
            <Link
              className="rounded-tag text-accent hover:underline"
              href={`/projects/${project.name}/vms/${operation.vmId}`}
            >
              Open {operation.vmName}
            </Link>
          )
        )}
      </PageHeader>
      <OperationCard operation={operation} />
    </>
  );
}
