'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { UserListItem } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { Input } from '@virtfleet/ui/input';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { useDeferredValue, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import { CreateUserDialog } from './create-dialog.tsx';
import { UserState } from './user-state.tsx';

/** Everyone who has an account. */
export function UserListPage() {
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.users.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words);
  const users = query.data.filter((user) => matches(user, wanted));
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
      <div className="mb-3 max-w-90">
        <Input
          type="search"
          lead="/"
          data-page-search=""
          aria-label="Find users"
          placeholder="Name, e-mail or project"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <DataTable
        label="Users"
        columns={userColumns}
        rows={users}
        rowKey={({ id }) => id}
        rowLink={({ id }) => <Link href={`/users/${id}`} />}
        empty={
          <EmptyState title="Nobody fits" action={<Button onClick={() => setWords('')}>Show all</Button>}>
            Names, e-mail addresses and projects are looked through for each of your words.
          </EmptyState>
        }
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

/** Each word stands somewhere in what is shown of them. */
function matches({ name, email, memberships, isAdmin }: UserListItem, words: string): boolean {
  const text = [name, email, isAdmin ? 'admin' : '', ...memberships.map(({ project }) => project)]
    .join('\n')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const mostNamed = 2;

const userColumns: readonly Column<UserListItem>[] = [
  { key: 'name', head: 'Name', cell: ({ name }) => name },
  { key: 'email', head: 'E-mail', className: 'text-ink-2', cell: ({ email }) => email },
  { key: 'state', head: 'State', cell: (user) => <UserState user={user} /> },
  { key: 'kind', head: 'Fleet', className: 'text-ink-2', cell: ({ isAdmin }) => (isAdmin ? 'Admin' : '–') },
  {
    key: 'projects',
    head: 'Projects',
    className: 'text-ink-2',
    cell: ({ memberships }) => <Projects memberships={memberships} />,
  },
  {
    key: 'seen',
    head: 'Last seen',
    align: 'right',
    className: 'text-ink-2 min-w-23',
    cell: ({ lastSeenAt }) => (lastSeenAt ? <RelativeTime date={lastSeenAt} /> : 'never'),
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
