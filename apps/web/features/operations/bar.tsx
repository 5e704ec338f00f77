'use client';

import { useQuery } from '@tanstack/react-query';
import type { OperationSummary, ProjectView } from '@virtfleet/contracts/views';
import { type Activity, ActivityBar } from '@virtfleet/ui/activity-bar';
import { Elapsed, RelativeTime } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ProjectProvider, useMe } from '../session/me.tsx';
import { useShortcut } from '../shell/shortcut.ts';
import { panelCookie } from './panel-cookie.ts';
import { isUnderWay, operationStates, operationTitle, operationVerb } from './words.ts';

/** Only in the panel, beside what is under way. */
const OperationControls = lazy(async () => ({ default: (await import('./controls.tsx')).OperationControls }));

type OperationsBarProps = {
  /** Whose operations; null: those of the whole fleet. */
  project: ProjectView | null;
  /** How its panel was left. */
  startOpen: boolean;
};

/** What is under way, carried from page to page, and what was done last behind it. */
export function OperationsBar({ project, startOpen }: OperationsBarProps) {
  const panel = usePanel(startOpen);
  return project ? <ProjectBar project={project} panel={panel} /> : <FleetBar panel={panel} />;
}

type Panel = { open: boolean; change: (open: boolean) => void; looked: boolean; sheet: (open: boolean) => void };

/** Open or not is remembered in a cookie, so that the server sends the page as it was left. */
function usePanel(startOpen: boolean): Panel {
  const [open, setOpen] = useState(startOpen);
  const [sheet, setSheet] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store needs https; nothing secret is in it
    document.cookie = `${panelCookie}=${next ? 'open' : 'closed'}; path=/; max-age=31536000; samesite=lax`;
  };
  useShortcut('o', () => change(!open), 'Show or hide operations');
  return { open, change, looked: open || sheet, sheet: setSheet };
}

const shown = 20;

function ProjectBar({ project, panel }: { project: ProjectView; panel: Panel }) {
  const trpc = useTRPC();
  const ask = { projectId: project.id, limit: shown };
  const active = useQuery(trpc.operations.list.queryOptions({ ...ask, activeOnly: true })).data;
  const recent = useQuery(trpc.operations.list.queryOptions(ask, { enabled: panel.looked })).data;
  return <Bar panel={panel} active={active} recent={recent} all={`/projects/${project.name}/operations`} />;
}

const underWay = 'status:pending,running,undoing,stuck';

function FleetBar({ panel }: { panel: Panel }) {
  const trpc = useTRPC();
  const active = useQuery(trpc.operations.fleet.queryOptions({ q: underWay, limit: shown })).data?.items;
  const recent = useQuery(trpc.operations.fleet.queryOptions({ limit: shown }, { enabled: panel.looked })).data?.items;
  return <Bar panel={panel} active={active} recent={recent} all="/operations" fleet />;
}

type BarProps = {
  panel: Panel;
  active: readonly OperationSummary[] | undefined;
  recent: readonly OperationSummary[] | undefined;
  /** The page of all of them. */
  all: string;
  fleet?: boolean;
};

function Bar({ panel, active, recent, all, fleet = false }: BarProps) {
  return (
    <ActivityBar
      label="Operations"
      active={active?.map((operation) => activityOf(operation, fleet))}
      idle="Nothing is under way"
      open={panel.open}
      onOpenChange={panel.change}
      onSheet={panel.sheet}
      recent={recent?.filter(({ status }) => !isUnderWay(status)).map((operation) => activityOf(operation, fleet))}
      empty="Nothing has been done yet. Each create, start, stop and delete stands here with its progress."
      more={
        <Link className="rounded-tag text-accent hover:underline" href={all}>
          All operations
        </Link>
      }
    />
  );
}

function activityOf(operation: OperationSummary, fleet: boolean): Activity {
  const { id, kind, status, vmName, projectName, startedAt, createdAt, endedAt, stepsDone, stepsTotal } = operation;
  const open = isUnderWay(status);
  return {
    key: id,
    tone: operationStates[status].tone,
    spinning: open && status !== 'stuck',
    title: (
      <>
        <b className="font-[550]">{operationVerb(kind)}</b> {vmName}
        {fleet && projectName && <span className="text-ink-3"> in {projectName}</span>}
      </>
    ),
    detail: <Detail operation={operation} />,
    ...(open && status !== 'stuck'
      ? { progress: stepsTotal > 0 ? stepsDone / stepsTotal : null, progressLabel: operationTitle(operation) }
      : {}),
    time: open ? <Elapsed since={startedAt ?? createdAt} /> : <RelativeTime date={endedAt ?? createdAt} />,
    render: <Link href={`${projectName ? `/projects/${encodeURIComponent(projectName)}` : ''}/operations/${id}`} />,
    ...(open && projectName && { action: <Controls operation={operation} /> }),
  };
}

function Detail({ operation }: { operation: OperationSummary }) {
  const { status, step, stepsDone, stepsTotal, hostName, error, by } = operation;
  const at = Math.min(stepsDone + 1, stepsTotal);
  const { word } = operationStates[status];
  if (!isUnderWay(status))
    return (
      <>
        {word}
        {by && ` for ${by}`}
        {status === 'failed' && error && `: ${error}`}
      </>
    );
  return (
    <>
      {status === 'running' && step ? `Step ${at} of ${stepsTotal}: ${step}` : word}
      {status === 'pending' ? ' for ' : ' on '}
      <span className="mono">{hostName}</span>
    </>
  );
}

/** What is asked of an operation asks for the role in its project. A stuck one has its own page for that: there is more to read. */
function Controls({ operation }: { operation: OperationSummary }) {
  const project = useMe().projects.find(({ name }) => name === operation.projectName);
  if (!project || operation.status === 'stuck') return null;
  return (
    <ProjectProvider project={project}>
      <Suspense>
        <OperationControls operation={operation} />
      </Suspense>
    </ProjectProvider>
  );
}
