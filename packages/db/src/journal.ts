import { type OperationKind, operationSteps, withoutStart } from '@virtfleet/contracts/operation';
import type { OperationStatus, StepStatus } from '@virtfleet/contracts/views';

/** A journal's row, as far as progress goes. */
export type JournalEntry = { name: string; status: StepStatus };

const isKind = (kind: string): kind is OperationKind => Object.hasOwn(operationSteps, kind);

/** An operation as far as its steps go; `about` is what is said of it beside its kind. */
type Asked = { kind: string; about?: string | null; status: OperationStatus };

/** Its steps, in order; none for a kind that this code doesn't know. */
function plan({ kind, about }: Asked): readonly string[] {
  const steps = isKind(kind) ? operationSteps[kind] : [];
  return about === withoutStart ? steps.filter((step) => step !== 'start domain') : steps;
}

/** Names of the steps still to come: those behind the last one in the journal. None once it ended, or is being undone. */
export function stepsAhead(asked: Asked, journal: readonly JournalEntry[]): string[] {
  if (asked.status !== 'pending' && asked.status !== 'running') return [];
  const steps = plan(asked);
  const reached = Math.max(-1, ...journal.map(({ name }) => steps.indexOf(name)));
  return steps.slice(reached + 1);
}

/**
 * How far it got. An undo's own entries don't count. One that is done is whole, whichever optional steps it left out.
 */
export function progressOf(asked: Asked, journal: readonly JournalEntry[]): { done: number; total: number } {
  const steps = plan(asked);
  const done = journal.filter((entry) => entry.status === 'done' && steps.includes(entry.name)).length;
  return { done, total: asked.status === 'done' ? done : steps.length };
}
