import type { ProjectListItem } from '@virtfleet/contracts/project';
import type { Language } from '@virtfleet/domain/search/language';
import type { RowReader } from '@virtfleet/domain/search/match';

export const projectLanguage: Language = {
  things: 'Projects',
  fields: {
    is: { kind: 'choice', what: 'put away', values: ['archived'] },
    name: { kind: 'word', what: 'its whole name, * for anything' },
    owner: { kind: 'word', what: 'one of its owners' },
    members: { kind: 'number', what: 'how many people: >1' },
    vms: { kind: 'number', what: 'how many VMs: 0, >10' },
    since: { kind: 'since', what: 'made since: 2h, 7d, a day' },
    older: { kind: 'older', what: 'made before: 2h, 7d, a day' },
  },
};

export const projectReader: RowReader<ProjectListItem> = {
  texts: ({ name, owners }) => [name, ...owners],
  fields: {
    is: ({ archivedAt }) => (archivedAt ? 'archived' : null),
    name: ({ name }) => name,
    owner: ({ owners }) => owners,
    members: ({ memberCount }) => memberCount,
    vms: ({ quota }) => quota.used.vms,
    since: ({ createdAt }) => createdAt,
    older: ({ createdAt }) => createdAt,
  },
};

/** The columns that stand when nobody chose otherwise. */
export const firstProjectColumns: readonly string[] = [
  'owners',
  'members',
  'vms',
  'vcpus',
  'memoryMib',
  'diskGib',
  'made',
];
