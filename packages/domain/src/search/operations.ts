import { operationSteps } from '@virtfleet/contracts/operation';
import type { OperationStatus } from '@virtfleet/contracts/views';
import type { Field, Language } from './language.ts';

export const operationStatuses = Object.keys({
  pending: 0,
  running: 0,
  undoing: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
  stuck: 0,
} satisfies Record<OperationStatus, 0>);

/** "vm.start" may be asked for by its verb, too. */
const verbs = [...new Set(Object.keys(operationSteps).map((kind) => kind.slice(kind.indexOf('.') + 1)))];

const fields: Record<string, Field> = {
  status: { kind: 'choice', what: 'how it ended, or stands', values: operationStatuses },
  kind: { kind: 'word', what: 'what it does', values: verbs },
  vm: { kind: 'word', what: 'on which VM' },
  host: { kind: 'word', what: 'on which host' },
  by: { kind: 'word', what: 'who asked; system: nobody', me: true, values: ['system'] },
  since: { kind: 'since', what: 'asked since: 2h, 7d, a day' },
  older: { kind: 'older', what: 'asked before: 2h, 7d, a day' },
  batch: { kind: 'word', what: 'asked for together' },
};

export const operationLanguage: Language = { things: 'Operations', fields };

/** Admins look across projects. */
export const fleetOperationLanguage: Language = {
  things: 'Operations',
  fields: { ...fields, project: { kind: 'word', what: 'in which project' } },
};
