'use client';

import { useQuery } from '@tanstack/react-query';
import type { OperationSummary, ProjectView } from '@virtfleet/contracts/views';
import { type Activity, ActivityBar } from '@virtfleet/ui/activity-bar';
import { Elapsed } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { useTRPC } from '../../trpc/client.tsx';
import { operationStates, operationVerb } from './words.ts';

/** What is under way in the project, carried from page to page; the newest is in sight. */
export function OperationsBar({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.operations.list.queryOptions({ projectId: project.id, limit: 20, activeOnly: true }));
  return (
    <ActivityBar label="Operations under way" activities={(data ?? []).map((it) => activityOf(it, project.name))} />
  );
}

function activityOf(operation: OperationSummary, project: string): Activity {
  const { id, kind, status, vmName, step, stepsDone, stepsTotal, hostName, startedAt, createdAt } = operation;
  const { tone, word } = operationStates[status];
  const at = Math.min(stepsDone + 1, stepsTotal);
  return {
    key: id,
    tone,
    spinning: status !== 'stuck',
    title: (
      <>
        <b className="font-[550]">{operationVerb(kind)}</b> {vmName}
      </>
    ),
    detail: (
      <>
        {status === 'running' && step ? `Step ${at} of ${stepsTotal}: ${step}` : word}
        {status === 'pending' ? ' for ' : ' on '}
        <span className="mono">{hostName}</span>
      </>
    ),
    progress: stepsTotal > 0 ? stepsDone / stepsTotal : null,
    progressLabel: `${operationVerb(kind)} ${vmName ?? ''}`,
    time: <Elapsed since={startedAt ?? createdAt} />,
    render: <Link href={`/projects/${project}/operations/${id}`} />,
  };
}
