import type { RequestListItem } from '@virtfleet/contracts/request';
import type { Language } from '@virtfleet/domain/search/language';
import type { RowReader } from '@virtfleet/domain/search/match';

export const requestLanguage: Language = {
  things: 'Requests',
  fields: {
    state: { kind: 'choice', what: 'how far it is', values: ['waiting', 'approved', 'rejected', 'withdrawn'] },
    by: { kind: 'word', what: 'who asked' },
    project: { kind: 'word', what: 'for which project' },
    decided: { kind: 'word', what: 'who decided' },
    vms: { kind: 'number', what: 'how many VMs: 1, >10' },
    since: { kind: 'since', what: 'asked since: 2h, 7d, a day' },
    older: { kind: 'older', what: 'asked before: 2h, 7d, a day' },
  },
};

export const requestReader: RowReader<RequestListItem> = {
  texts: ({ number, asked, purpose, reason }) => [`#${number}`, asked.name, purpose, reason],
  fields: {
    state: ({ state }) => state,
    by: ({ askedBy }) => askedBy.name,
    project: ({ project }) => project.name,
    decided: ({ decidedBy }) => decidedBy?.name,
    vms: ({ asked }) => asked.vms,
    since: ({ createdAt }) => createdAt,
    older: ({ createdAt }) => createdAt,
  },
};

/** The columns that stand when nobody chose otherwise; the project's only where there are several. */
export const firstRequestColumns: readonly string[] = ['state', 'project', 'by', 'purpose', 'size', 'asked', 'decided'];
