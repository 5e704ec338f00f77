'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { toast } from '@virtfleet/ui/toast';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { SessionTable } from '../session/session-table.tsx';

/** Where one is signed in, and the ways out of there. */
export function MySessions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: sessions } = useSuspenseQuery(trpc.me.sessions.queryOptions());
  const end = useMutation(
    trpc.me.endSessions.mutationOptions({
      onError: (error) => toast({ title: errorMessage(error), tone: 'bad' }),
      onSuccess: async ({ ended }, input) => {
        // A whole load: nothing of this session may stay in memory.
        if ('which' in input && input.which === 'all') return window.location.assign('/signin');
        await queryClient.invalidateQueries(trpc.me.sessions.queryFilter());
        toast({ title: ended === 1 ? 'One session ended' : `${ended} sessions ended` });
      },
    }),
  );
  const asked = end.isPending ? end.variables : undefined;
  const alone = sessions.every(({ current }) => current);
  const which = asked && 'which' in asked ? asked.which : null;
  return (
    <section aria-label="Sessions" className="mt-6">
      <div className="mb-2.5 flex flex-wrap items-center gap-x-2.5 gap-y-2">
        <div className="flex min-w-0 flex-1 items-baseline gap-2.5">
          <h2 className="text-section">Sessions</h2>
          <span className="text-ink-3">{sessions.length}</span>
        </div>
        <ActionButton
          reason={alone ? 'You are signed in here only' : null}
          pending={which === 'others'}
          onClick={() => end.mutate({ which: 'others' })}
        >
          Sign out everywhere else
        </ActionButton>
        <Button pending={which === 'all'} onClick={() => end.mutate({ which: 'all' })}>
          Sign out everywhere
        </Button>
      </div>
      <SessionTable
        sessions={sessions}
        ending={asked && 'sessionId' in asked ? asked.sessionId : undefined}
        onEnd={({ id }) => end.mutate({ sessionId: id })}
      />
      <p className="mt-2.5 text-ink-3">A session that nobody uses for 30 days ends by itself.</p>
    </section>
  );
}
