import type { OperationSummary } from '@virtfleet/contracts/views';
import type { Tone } from '@virtfleet/ui/state-badge';

export { operationTitle, operationVerb } from '@virtfleet/contracts/operation-words';

type Status = OperationSummary['status'];

/** How each status is written and coloured. */
export const operationStates: Record<Status, { word: string; tone: Tone; sign: string }> = {
  pending: { word: 'Waiting', tone: 'busy', sign: '◌' },
  running: { word: 'Running', tone: 'busy', sign: '◌' },
  undoing: { word: 'Undoing', tone: 'busy', sign: '◌' },
  done: { word: 'Done', tone: 'ok', sign: '●' },
  failed: { word: 'Failed', tone: 'bad', sign: '✕' },
  cancelled: { word: 'Cancelled', tone: 'idle', sign: '○' },
  stuck: { word: 'Stuck', tone: 'warn', sign: '▲' },
};

/** Whether it may still change. */
export const isUnderWay = (status: Status): boolean =>
  status === 'pending' || status === 'running' || status === 'undoing' || status === 'stuck';

/** The story of the present: what is under way, else what was last. */
export const newestStory = <O extends { status: Status }>(operations: readonly O[]): O | undefined =>
  operations.find(({ status }) => isUnderWay(status)) ?? operations[0];

/** "Create volumes": a step's name begins a line. */
export const stepTitle = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** How many the list shows; older ones are found on their VM's page. */
export const operationsShown = 100;
