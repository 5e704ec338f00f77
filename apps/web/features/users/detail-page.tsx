'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { UserDetail } from '@virtfleet/contracts/user';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { KeyValue } from '@virtfleet/ui/key-value';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { SessionTable } from '../session/session-table.tsx';
import { useTitle } from '../use-title.ts';
import { EditUserDialog } from './edit-dialog.tsx';
import { UserProjects } from './projects-card.tsx';
import { ResetPasswordDialog } from './reset-dialog.tsx';
import { StandingButtons } from './standing.tsx';
import { UserState } from './user-state.tsx';

/** One account: who it is, what they may do and where, and where they are signed in. */
export function UserPage({ userId }: { userId: string }) {
  const trpc = useTRPC();
  const { data: user } = useSuspenseQuery(trpc.users.get.queryOptions({ userId }));
  const [editing, setEditing] = useState(false);
  const [resetting, setResetting] = useState(false);
  const { resetPassword } = user.can;
  useTitle(user.name);
  return (
    <>
      <PageHeader
        title={user.name}
        fact={<UserState user={user} />}
        actions={
          <>
            <Button onClick={() => setEditing(true)}>Edit</Button>
            <ActionButton reason={resetPassword.ok ? null : resetPassword.reason} onClick={() => setResetting(true)}>
              Reset password
            </ActionButton>
            <StandingButtons user={user} />
          </>
        }
      />
      <div className="grid items-start gap-4 desk:grid-cols-2">
        <Card title="Account" flush>
          <KeyValue items={factsOf(user)} />
        </Card>
        <UserProjects user={user} />
      </div>
      <UserSessions user={user} />
      <EditUserDialog user={user} open={editing} onOpenChange={setEditing} />
      <ResetPasswordDialog user={user} open={resetting} onOpenChange={setResetting} />
    </>
  );
}

const factsOf = (user: UserDetail) => [
  { label: 'E-mail', value: user.email },
  {
    label: 'Fleet',
    value: user.isAdmin ? 'Admin: sees hosts and users, and does in every project what its owners may' : 'Not an admin',
  },
  {
    label: 'Password',
    value: user.oneTimeUntil ? (
      <>
        A one-time one, good until <RelativeTime date={user.oneTimeUntil} />
      </>
    ) : (
      'Their own'
    ),
  },
  { label: 'Last seen', value: user.lastSeenAt ? <RelativeTime date={user.lastSeenAt} /> : 'Never' },
  { label: 'Made', value: <RelativeTime date={user.createdAt} /> },
];

function UserSessions({ user }: { user: UserDetail }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const end = useMutation(
    trpc.users.endSessions.mutationOptions({
      onError: (error) => toast({ title: errorMessage(error), tone: 'bad' }),
      onSuccess: async ({ ended }) => {
        await queryClient.invalidateQueries(trpc.users.get.queryFilter({ userId: user.id }));
        toast({ title: ended === 1 ? 'One session ended' : `${ended} sessions ended` });
      },
    }),
  );
  const { sessions } = user;
  return (
    <section aria-label="Sessions" className="mt-6">
      <div className="mb-2.5 flex min-h-8 items-center gap-2.5">
        <h2 className="text-section">Sessions</h2>
        <span className="flex-1 text-ink-3">{sessions.length}</span>
        <ActionButton
          reason={sessions.length === 0 ? 'Is signed in nowhere' : null}
          pending={end.isPending && end.variables.sessionId === undefined}
          onClick={() => end.mutate({ userId: user.id })}
        >
          End all
        </ActionButton>
      </div>
      <SessionTable
        sessions={sessions}
        ending={end.isPending ? end.variables.sessionId : undefined}
        onEnd={({ id }) => end.mutate({ userId: user.id, sessionId: id })}
        empty={
          <EmptyState title="Signed in nowhere">
            Each browser that someone signs in with is one session. Ending it signs them out there at once.
          </EmptyState>
        }
      />
    </section>
  );
}
