'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { BatchView } from '@virtfleet/contracts/list';
import { Button, IconButton } from '@virtfleet/ui/button';
import { formatCount } from '@virtfleet/ui/format';
import { Progress } from '@virtfleet/ui/meter';
import { StateBadge, type Tone } from '@virtfleet/ui/state-badge';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';
import { operationStates } from '../../operations/words.ts';
import { type BulkRun, closeBulk, goOn } from './runs.ts';
import { bulkTitle } from './words.ts';

const askEveryMs = 2_000;

/** One progress, and why some were left as they are or failed. */
export function BulkPanelView({ run }: { run: BulkRun }) {
  const trpc = useTRPC();
  const { batchId, project, vms, results } = run;
  const wanted = results.filter((result) => result.ok && result.operationId !== null).length;
  const { data: batch } = useQuery(
    trpc.operations.batch.queryOptions(
      { projectId: project.id, batchId },
      {
        enabled: wanted > 0,
        refetchInterval: ({ state }) => (ended(state.data) < wanted ? askEveryMs : false),
      },
    ),
  );
  const refresh = useRefresh();
  const client = useTRPCClient();
  const over = wanted === 0 ? 0 : ended(batch);
  const untold = results.filter((result) => result.ok && result.operationId === null).length;
  const refused = results.filter((result) => !result.ok);
  const done = over + untold + refused.length;
  const finished = done >= vms.length && results.length === vms.length;
  // What the last of them did to the lists.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when all are over
  useEffect(() => {
    if (finished) refresh();
  }, [finished]);
  const title = bulkTitle({ action: run.action, tag: run.tag, count: vms.length });
  return (
    <section
      aria-label={title}
      className="fixed right-4 bottom-[calc(var(--bar-height,0px)+16px)] z-30 flex max-h-[min(60dvh,480px)] w-100 max-w-[calc(100vw-32px)] flex-col rounded-card border border-line bg-raised shadow-float"
    >
      <div className="flex items-center gap-2 py-2 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-section">{title}</h2>
        <IconButton label="Close" size="sm" onClick={closeBulk}>
          <X size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
      <div className="px-4 pb-3">
        <Progress label={title} value={done / vms.length} />
        <p role="status" className="mt-2 text-ink-2">
          {summary({ batch, untold, refused: refused.length, total: vms.length, finished })}
        </p>
        {run.error !== null && (
          <p role="alert" className="mt-2 flex flex-wrap items-center gap-2 text-red-ink">
            {run.error}
            <Button size="sm" onClick={() => void goOn(client, refresh)}>
              Go on
            </Button>
          </p>
        )}
      </div>
      <Items run={run} batch={batch} />
      {wanted > 0 && (
        <div className="border-line border-t px-4 py-2">
          <Link
            href={`/projects/${project.name}/operations?q=${encodeURIComponent(`batch:${batchId}`)}`}
            className="rounded-tag text-accent hover:underline"
          >
            All its operations
          </Link>
        </div>
      )}
    </section>
  );
}

/** Each of those that were not done, and why. */
function Items({ run, batch }: { run: BulkRun; batch: BatchView | undefined }) {
  const refused = run.results.flatMap((result) => (result.ok ? [] : [result]));
  const troubles = batch?.troubles ?? [];
  if (refused.length + troubles.length === 0) return null;
  return (
    <ul className="min-h-0 divide-y divide-line overflow-y-auto border-line border-t">
      {troubles.map(({ operationId, vmName, status, error }) => (
        <Item key={operationId} tone={operationStates[status].tone} word={operationStates[status].word} reason={error}>
          <Link
            href={`/projects/${run.project.name}/operations/${operationId}`}
            className="truncate rounded-tag font-[550] hover:underline"
          >
            {vmName ?? 'A VM'}
          </Link>
        </Item>
      ))}
      {refused.map(({ vmId, name, reason }) => (
        <Item key={vmId} tone="idle" word="Left as it was" reason={reason}>
          <span className="truncate font-[550]">{name}</span>
        </Item>
      ))}
    </ul>
  );
}

type ItemProps = { tone: Tone; word: string; reason: string | null; children: React.ReactNode };

function Item({ tone, word, reason, children }: ItemProps) {
  return (
    <li className="px-4 py-1.5">
      <span className="flex min-w-0 items-baseline justify-between gap-3">
        {children}
        <StateBadge tone={tone}>{word}</StateBadge>
      </span>
      {reason && <span className="block break-words text-ink-2">{reason}</span>}
    </li>
  );
}

const ended = (batch: BatchView | undefined): number =>
  (['done', 'failed', 'cancelled', 'stuck'] as const).reduce((sum, status) => sum + (batch?.byStatus[status] ?? 0), 0);

type Summed = {
  batch: BatchView | undefined;
  untold: number;
  refused: number;
  total: number;
  finished: boolean;
};

/** "9 of 12 done, 1 failed, 2 left as they were". */
function summary({ batch, untold, refused, total, finished }: Summed): string {
  const of = (status: keyof BatchView['byStatus']) => batch?.byStatus[status] ?? 0;
  const parts = [
    `${formatCount(of('done') + untold)} of ${formatCount(total)} done`,
    ...(of('failed') > 0 ? [`${formatCount(of('failed'))} failed`] : []),
    ...(of('cancelled') > 0 ? [`${formatCount(of('cancelled'))} cancelled`] : []),
    ...(of('stuck') > 0 ? [`${formatCount(of('stuck'))} stuck`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} left as ${refused === 1 ? 'it was' : 'they were'}`] : []),
  ];
  return `${parts.join(', ')}${finished ? '.' : ' …'}`;
}

function useRefresh(): () => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries(trpc.vms.pathFilter());
    void queryClient.invalidateQueries(trpc.operations.pathFilter());
  };
}
