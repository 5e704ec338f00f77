'use client';

import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { OperationSummary } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { formatCount } from '@virtfleet/ui/format';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { Dot, StateBadge } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../trpc/client.tsx';
import { observedEveryMs } from '../observed.tsx';
import { operationStates, operationTitle } from '../operations/words.ts';
import { useProject } from '../session/me.tsx';
import { useShortcut } from '../shell/shortcut.ts';
import { useTitle } from '../use-title.ts';
import { type Matter, mattersOf } from './attention.ts';
import { Figures } from './figures.tsx';
import { GettingStarted } from './getting-started.tsx';
import { overviewAsks } from './queries.ts';

/** How a project stands: what it uses, what needs a look, what was done last; of a new one, how to begin. */
export function OverviewPage() {
  const project = useProject();
  const trpc = useTRPC();
  const asks = overviewAsks(project.id);
  const base = `/projects/${encodeURIComponent(project.name)}`;
  const { data: counts } = useSuspenseQuery(trpc.vms.counts.queryOptions({ projectId: project.id }));
  const { data: quota } = useSuspenseQuery(trpc.quotas.get.queryOptions({ projectId: project.id }));
  const { data: troubled } = useSuspenseQuery(
    trpc.vms.list.queryOptions(asks.troubled, { refetchInterval: observedEveryMs }),
  );
  const { data: stuck } = useSuspenseQuery(trpc.operations.page.queryOptions(asks.stuck));
  const { data: recent } = useSuspenseQuery(trpc.operations.list.queryOptions(asks.recent));
  const matters = mattersOf({ base, vms: troubled.items, stuck: stuck.items, quota });
  // Of very many only the first were read.
  const count = matters.length + troubled.total - troubled.items.length;
  useTitle(count > 0 ? `▲ ${project.name}: ${formatCount(count)} to look at` : project.name);
  const newVm = `${base}/vms/new`;
  const router = useRouter();
  useShortcut('c', () => project.readOnly === null && router.push(newVm), 'New VM');
  return (
    <>
      <PageHeader
        title={project.name}
        fact={counts.total === 0 ? 'no VMs yet' : `${formatCount(counts.total)} ${counts.total === 1 ? 'VM' : 'VMs'}`}
        actions={
          counts.total > 0 && (
            <ActionButton variant="primary" shortcut="C" reason={project.readOnly} render={<Link href={newVm} />}>
              New VM
            </ActionButton>
          )
        }
      />
      <Figures base={base} quota={quota} counts={counts} />
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        {counts.total === 0 ? <Beginning base={base} /> : <Recent base={base} operations={recent} />}
        <Matters matters={matters} count={count} />
        {counts.total === 0 && recent.length > 0 && <Recent base={base} operations={recent} />}
      </div>
    </>
  );
}

function Beginning({ base }: { base: string }) {
  const project = useProject();
  const trpc = useTRPC();
  const keys = useQuery(trpc.keypairs.list.queryOptions({ projectId: project.id })).data;
  return <GettingStarted base={base} hasKey={keys !== undefined && keys.length > 0} />;
}

const mostMatters = 8;

function Matters({ matters, count }: { matters: readonly Matter[]; count: number }) {
  const rest = count - mostMatters;
  return (
    <Card flush title="Needs a look" fact={count > 0 ? formatCount(count) : undefined}>
      {matters.length === 0 ? (
        <p className="px-4 py-3.5 text-ink-2">
          Nothing. What fails, gets stuck or goes out of sight stands here, with what to do about it.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {matters.slice(0, mostMatters).map(({ key, tone, title, detail, href, look }) => (
            <li key={key} className="flex items-baseline gap-2.5 px-4 py-3">
              <Dot tone={tone} className="relative -top-px" />
              <div className="min-w-0 flex-1">
                <div className="break-words font-[550]">{title}</div>
                <div className="line-clamp-3 break-words text-ink-2">{detail}</div>
              </div>
              <Button size="sm" render={<Link href={href} aria-label={`${look}: ${title}`} />}>
                {look}
              </Button>
            </li>
          ))}
          {rest > 0 && <li className="px-4 py-2.5 text-ink-2">and {formatCount(rest)} more</li>}
        </ul>
      )}
    </Card>
  );
}

function Recent({ base, operations }: { base: string; operations: readonly OperationSummary[] }) {
  return (
    <Card
      flush
      title="Recent operations"
      actions={
        <Button size="sm" render={<Link href={`${base}/operations`} />}>
          All
        </Button>
      }
    >
      {operations.length === 0 ? (
        <p className="px-4 py-3.5 text-ink-2">Nothing has been done here yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {operations.map((operation) => (
            <li key={operation.id}>
              <RecentRow base={base} operation={operation} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function RecentRow({ base, operation }: { base: string; operation: OperationSummary }) {
  const { id, status, error, by, createdAt } = operation;
  const { word, tone } = operationStates[status];
  return (
    <Link
      href={`${base}/operations/${id}`}
      className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1.5 -outline-offset-2 hover:bg-hover desk:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)_80px]"
    >
      <span className="truncate font-[550]">{operationTitle(operation)}</span>
      <StateBadge tone={tone} evidence={status === 'failed' || status === 'stuck' ? error : undefined}>
        {word}
      </StateBadge>
      <span className="truncate text-ink-2 max-desk:hidden">{by ?? 'the system'}</span>
      <RelativeTime date={createdAt} className="text-right text-ink-3 max-desk:hidden" />
    </Link>
  );
}
