import { type OperationKind, operationSteps } from '@virtfleet/contracts/operation';
import type { OperationStatus, StepStatus } from '@virtfleet/contracts/views';

/** A journal's row, as far as progress goes. */
export type JournalEntry = { name: string; status: StepStatus };

const isKind = (kind: string): kind is OperationKind => Object.hasOwn(operationSteps, kind);

/** The steps of a kind, in order; none for a kind that this code doesn't know. */
const plan = (kind: string): readonly string[] => (isKind(kind) ? operationSteps[kind] : []);

/** Names of the steps still to come: those behind the last one in the journal. None once it ended, or is being undone. */
export function stepsAhead(kind: string, status: OperationStatus, journal: readonly JournalEntry[]): string[] {
  if (status !== 'pending' && status !== 'running') return [];
  const steps = plan(kind);
  const reached = Math.max(-1, ...journal.map(({ name }) => steps.indexOf(name)));
  return steps.slice(reached + 1);
}

/**
 * How far it got. An undo's own entries don't count. One that is done is whole, whichever optional steps it left out.
 */
export function progressOf(
  kind: string,
  status: OperationStatus,
  journal: readonly JournalEntry[],
): { done: number; total: number } {
  const steps = plan(kind);
  const done = journal.filter((entry) => entry.status === 'done' && steps.includes(entry.name)).length;
  return { done, total: status === 'done' ? done : steps.length };
}
