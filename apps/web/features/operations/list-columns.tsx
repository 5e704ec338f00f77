import type { OperationSummary } from '@virtfleet/contracts/views';
import type { Column } from '@virtfleet/ui/data-table';
import { Duration, Elapsed, RelativeTime } from '@virtfleet/ui/relative-time';
import { StateBadge } from '@virtfleet/ui/state-badge';
import { operationStates, operationTitle } from './words.ts';

/** Columns of the list of operations; the project stands where several are listed. */
export const operationColumns: readonly Column<OperationSummary>[] = [
  {
    key: 'what',
    head: 'Operation',
    share: 260,
    cell: operationTitle,
    text: operationTitle,
  },
  {
    key: 'status',
    head: 'Status',
    share: 400,
    cell: (operation) => {
      const { word, tone } = operationStates[operation.status];
      const said = evidence(operation);
      return (
        <StateBadge tone={tone} evidence={said && <span title={said}>{said}</span>} className="max-w-full">
          {word}
        </StateBadge>
      );
    },
    text: ({ status }) => operationStates[status].word,
  },
  { key: 'error', head: 'What failed', share: 300, cell: ({ error }) => error ?? '–', text: ({ error }) => error },
  {
    key: 'project',
    head: 'Project',
    share: 140,
    className: 'text-ink-2',
    cell: ({ projectName }) => projectName ?? '–',
    text: ({ projectName }) => projectName,
  },
  {
    key: 'host',
    head: 'Host',
    share: 120,
    minor: true,
    className: 'mono text-ink-2',
    cell: ({ hostName }) => hostName,
    text: ({ hostName }) => hostName,
  },
  {
    key: 'by',
    head: 'By',
    share: 140,
    className: 'text-ink-2',
    cell: ({ by }) => by ?? 'the system',
    text: ({ by }) => by ?? 'the system',
  },
  {
    key: 'took',
    head: 'Took',
    align: 'right',
    share: 100,
    className: 'text-ink-2',
    cell: ({ startedAt, endedAt }) =>
      startedAt === null ? (
        '–'
      ) : endedAt ? (
        <Duration ms={endedAt.getTime() - startedAt.getTime()} />
      ) : (
        <Elapsed since={startedAt} />
      ),
    text: ({ startedAt, endedAt }) => (startedAt && endedAt ? (endedAt.getTime() - startedAt.getTime()) / 1000 : null),
    title: 'Took (s)',
  },
  {
    key: 'asked',
    head: 'Asked',
    align: 'right',
    share: 110,
    className: 'text-ink-2',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
    text: ({ createdAt }) => createdAt.toISOString(),
  },
];

/** What failed, or how far it is. */
function evidence({ error, status, step, stepsDone, stepsTotal }: OperationSummary): string | undefined {
  if (error) return error;
  return status === 'running' && step ? `${Math.min(stepsDone + 1, stepsTotal)}/${stepsTotal}, ${step}` : undefined;
}
