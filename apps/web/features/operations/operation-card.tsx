'use client';

import type { CommandView, OperationRecord, StepView } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { useClock } from '@virtfleet/ui/clock';
import { CommandBlock } from '@virtfleet/ui/command-block';
import { CopyButton } from '@virtfleet/ui/copy-line';
import { Duration, Elapsed, RelativeTime } from '@virtfleet/ui/relative-time';
import { asScript } from '@virtfleet/ui/script';
import { StateBadge } from '@virtfleet/ui/state-badge';
import { Timeline, type TimelineStep } from '@virtfleet/ui/timeline';
import type { ReactNode } from 'react';
import { OperationControls } from './controls.tsx';
import { operationStates, operationTitle, operationVerb, stepTitle } from './words.ts';

type ShownStep = Omit<StepView, 'commands'> & Partial<Pick<StepView, 'commands'>>;
/** With the commands of its steps, or without. */
export type ShownOperation = Omit<OperationRecord, 'steps'> & { steps: readonly ShownStep[] };

type OperationCardProps = {
  operation: ShownOperation;
  /** Before its own: what the page offers beside. */
  actions?: ReactNode;
  /** In place of the kind's verb, where that stands above already. */
  title?: string;
};

/** An operation with each of its steps, how long it took, and the very commands that it ran on the host. */
export function OperationCard({ operation, actions, title }: OperationCardProps) {
  return (
    <Card
      flush
      title={title ?? <Deed operation={operation} />}
      fact={<Outcome operation={operation} />}
      actions={
        <>
          {actions}
          <OperationActions operation={operation} />
        </>
      }
    >
      <OperationBody operation={operation} />
    </Card>
  );
}

/** "Rename to shop-01". */
export function Deed({ operation: { kind, about } }: { operation: Pick<ShownOperation, 'kind' | 'about'> }) {
  return (
    <>
      {operationVerb(kind)}
      {about && <span className="font-normal text-ink-2"> {about}</span>}
    </>
  );
}

/** What can be done with it, and with what it did. */
export function OperationActions({ operation }: { operation: ShownOperation }) {
  const { steps, hostName, createdAt } = operation;
  const ran = steps.flatMap(({ name, commands }) => (commands && commands.length > 0 ? [{ name, commands }] : []));
  const title = operationTitle(operation);
  return (
    <>
      {ran.length > 0 && (
        <CopyButton
          text={() => asScript(`${title}, as it ran on ${hostName}, asked for at ${createdAt.toISOString()}`, ran)}
        >
          Copy as script
        </CopyButton>
      )}
      <OperationControls operation={operation} />
    </>
  );
}

/** Its steps, and what is to be said below them. */
export function OperationBody({ operation }: { operation: ShownOperation }) {
  const { steps } = operation;
  return (
    <>
      <Timeline steps={timelineSteps(operation)} />
      {operation.status === 'running' && operation.cancelRequestedAt && (
        <p className="border-line border-t px-4 py-2.5 text-ink-2">
          Cancelled <RelativeTime date={operation.cancelRequestedAt} />: it stops before its next step.
        </p>
      )}
      {operation.status === 'pending' && <Waiting operation={operation} />}
      {operation.error && operation.status !== 'cancelled' && !steps.some(({ error }) => error) && (
        <p className="border-line border-t px-4 py-2.5 text-red-ink">{operation.error}</p>
      )}
    </>
  );
}

/** Said only when it takes long, since most begin at once. */
function Waiting({ operation: { createdAt, hostName } }: { operation: ShownOperation }) {
  const long = useClock((now) => String(now.getTime() - createdAt.getTime() > 5000)) === 'true';
  if (!long) return null;
  return (
    <p className="border-line border-t px-4 py-2.5 text-ink-2">
      It begins when a worker reaches <span className="mono">{hostName}</span> and nothing else is under way with this
      VM. It is not lost: it stays here until then.
    </p>
  );
}

/** "done in 4.2 s, 6 d ago by web-team". */
export function Outcome({ operation }: { operation: ShownOperation }) {
  const { status, startedAt, endedAt, createdAt, by } = operation;
  const { word, tone } = operationStates[status];
  const took = startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null;
  const asked = by === null ? '' : `, by ${by}`;
  if (status === 'done' || status === 'cancelled')
    return (
      <>
        {word.toLowerCase()}
        {took !== null && (
          <>
            {' '}
            in <Duration ms={took} />
          </>
        )}
        , <RelativeTime date={endedAt ?? createdAt} />
        {asked}
      </>
    );
  return (
    <StateBadge
      tone={tone}
      evidence={
        <>
          {endedAt ? <RelativeTime date={endedAt} /> : <Elapsed since={startedAt ?? createdAt} />}
          {asked}
        </>
      }
    >
      {word}
    </StateBadge>
  );
}

function timelineSteps(operation: ShownOperation): TimelineStep[] {
  const { steps, ahead, status } = operation;
  // What a failed operation never came to is not "still to come".
  const rest = status === 'failed' || status === 'cancelled' || status === 'undoing' ? 'skipped' : 'ahead';
  return [
    ...steps.map(timelineStep),
    ...(status === 'done' ? [] : ahead.map((name) => ({ key: name, title: stepTitle(name), status: rest }) as const)),
  ];
}

function timelineStep({ name, status, error, attempt, startedAt, endedAt, commands = [] }: ShownStep): TimelineStep {
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return {
    key: name,
    title: stepTitle(name),
    status,
    time: endedAt ? (
      <>
        <Duration ms={endedAt.getTime() - startedAt.getTime()} />
        {again}
      </>
    ) : (
      <>
        <Elapsed since={startedAt} />
        {again}
      </>
    ),
    note: error,
    body:
      commands.length > 0
        ? commands.map((command) => <Command key={command.id} command={command} asked={status === 'done'} />)
        : undefined,
  };
}

/** `asked`: its step went well, so a refusal was an answer: "there is no such domain yet". */
const Command = ({ command, asked }: { command: CommandView; asked: boolean }) => (
  <CommandBlock prompt={command.host} {...command} asked={asked} />
);
