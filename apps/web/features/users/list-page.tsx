'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { UserListItem } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import type { Column } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import type { BuiltIn } from '../lists/saved-searches.tsx';
import { SmallList } from '../lists/small-list.tsx';
import { CreateUserDialog } from './create-dialog.tsx';
import { stateOf, userLanguage, userReader } from './search.ts';
import { UserState } from './user-state.tsx';

/** Everyone who has an account. */
export function UserListPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.users.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const admins = query.data.filter(({ isAdmin, disabledAt }) => isAdmin && !disabledAt).length;
  return (
    <>
      <PageHeader
        title="Users"
        fact={`${query.data.length}, ${admins} ${admins === 1 ? 'admin' : 'admins'}`}
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            New user
          </Button>
        }
      />
      <SmallList
        list="users"
        projectId={null}
        label="Users"
        searchLabel="Find users"
        placeholder="state:enabled project:web-* ada"
        columns={userColumns}
        chosenColumns={chosenColumns}
        order="name"
        rows={query.data}
        rowKey={({ id }) => id}
        rowLink={({ id }) => <Link href={`/users/${id}`} />}
        language={userLanguage}
        reader={userReader}
        builtIn={builtIn}
        empty={<EmptyState title="No users yet">Everyone who has an account stands here.</EmptyState>}
        footer={
          <>
            Whoever is disabled can’t sign in, and their VMs run on. <Freshness query={query} />
          </>
        }
      />
      <CreateUserDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}

const builtIn: readonly BuiltIn[] = [
  { name: 'Admins', term: { key: 'is', negated: false, values: ['admin'] } },
  { name: 'Disabled', term: { key: 'state', negated: false, values: ['disabled'] } },
];

const mostNamed = 2;

const userColumns: readonly Column<UserListItem>[] = [
  { key: 'name', head: 'Name', sort: 'name', cell: ({ name }) => name, text: ({ name }) => name },
  {
    key: 'email',
    head: 'E-mail',
    className: 'text-ink-2',
    sort: 'email',
    cell: ({ email }) => email,
    text: ({ email }) => email,
  },
  { key: 'state', head: 'State', sort: 'state', cell: (user) => <UserState user={user} />, text: stateOf },
  {
    key: 'kind',
    head: 'Fleet',
    className: 'text-ink-2',
    sort: 'kind',
    cell: ({ isAdmin }) => (isAdmin ? 'Admin' : '–'),
    text: ({ isAdmin }) => (isAdmin ? 'Admin' : null),
  },
  {
    key: 'projects',
    head: 'Projects',
    className: 'text-ink-2',
    cell: ({ memberships }) => <Projects memberships={memberships} />,
    text: ({ memberships }) => memberships.map(({ project, role }) => `${project}: ${role}`).join(', '),
  },
  {
    key: 'seen',
    head: 'Last seen',
    align: 'right',
    className: 'text-ink-2 min-w-23',
    cell: ({ lastSeenAt }) => (lastSeenAt ? <RelativeTime date={lastSeenAt} /> : 'never'),
    sort: 'seen',
    text: ({ lastSeenAt }) => lastSeenAt?.toISOString() ?? null,
  },
];

function Projects({ memberships }: Pick<UserListItem, 'memberships'>) {
  if (memberships.length === 0) return '–';
  const more = memberships.length - mostNamed;
  return (
    <span title={memberships.map(({ project, role }) => `${project}: ${role}`).join('\n')}>
      {memberships
        .slice(0, mostNamed)
        .map(({ project }) => project)
        .join(', ')}
      {more > 0 && ` and ${more} more`}
    </span>
  );
}
