import type { UserListItem } from '@virtfleet/contracts/user';
import type { Language } from '@virtfleet/domain/search/language';
import type { RowReader } from '@virtfleet/domain/search/match';

const states = ['enabled', 'one-time', 'disabled'] as const;

/** Whether someone can sign in: by a password of their own, by a one-time one, or not. */
export const stateOf = ({ disabledAt, oneTimeUntil }: UserListItem): (typeof states)[number] =>
  disabledAt ? 'disabled' : oneTimeUntil ? 'one-time' : 'enabled';

export const userLanguage: Language = {
  things: 'Users',
  fields: {
    state: { kind: 'choice', what: 'whether they can sign in', values: states },
    is: { kind: 'choice', what: 'of the whole fleet', values: ['admin'] },
    name: { kind: 'word', what: 'the whole name, * for anything' },
    email: { kind: 'word', what: 'the whole address: *@example.org' },
    project: { kind: 'word', what: 'where they have a role' },
    role: { kind: 'choice', what: 'which role, anywhere', values: ['viewer', 'member', 'owner'] },
    since: { kind: 'since', what: 'seen since: 2h, 7d, a day' },
    older: { kind: 'older', what: 'last seen before: 30d, a day' },
  },
};

export const userReader: RowReader<UserListItem> = {
  texts: ({ name, email, memberships }) => [name, email, ...memberships.map(({ project }) => project)],
  fields: {
    state: stateOf,
    is: ({ isAdmin }) => (isAdmin ? 'admin' : null),
    name: ({ name }) => name,
    email: ({ email }) => email,
    project: ({ memberships }) => memberships.map(({ project }) => project),
    role: ({ memberships }) => memberships.map(({ role }) => role),
    since: ({ lastSeenAt }) => lastSeenAt,
    older: ({ lastSeenAt }) => lastSeenAt,
  },
};

/** The columns that stand when nobody chose otherwise. */
export const firstUserColumns: readonly string[] = ['email', 'state', 'kind', 'projects', 'seen'];
