'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { ChangeKey } from '@virtfleet/contracts/views';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { watchArrivals } from './arrivals.ts';
import { affects } from './changes.ts';
import { useTRPCClient } from './client.tsx';
import { joinLive, type LiveEvents, type LiveState, liveWhileVisible } from './live-election.ts';
import { broadcastChannel, changesStream, pageVisibility, webLock } from './live-stream.ts';

const LiveContext = createContext<LiveState>('connecting');

/** How the page is connected to what happens. */
export const useLive = (): LiveState => use(LiveContext);

/** Keeps what pages show up to date. `userId` keeps two people who share a browser apart. */
export function LiveProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    const arrivals = watchArrivals(queryClient);
    const fetchAgain = refresher(queryClient);
    const refresh = (changes: ChangeKey[] | 'all') => {
      arrivals.hear(changes);
      fetchAgain(changes);
    };
    const events: LiveEvents = {
      onState: (next) => {
        setState(next);
        if (next === 'live') refresh('all');
      },
      onChanges: refresh,
    };
    // The stream may have outlived a network that was away, but not what was told meanwhile.
    const back = () => refresh('all');
    window.addEventListener('online', back);
    const open = changesStream(client);
    const name = `virtfleet-live:${userId}`;
    const leave =
      'locks' in navigator
        ? joinLive(name, { lock: webLock, channel: broadcastChannel(name), open }, events)
        : liveWhileVisible(open, pageVisibility, events);
    return () => {
      window.removeEventListener('online', back);
      leave();
      arrivals.stop();
    };
  }, [client, queryClient, userId]);

  return <LiveContext value={state}>{children}</LiveContext>;
}

/** Asks again for what changed; what changes while it asks waits for the answer, so a storm of changes starves nothing. */
function refresher(queryClient: QueryClient): (changes: ChangeKey[] | 'all') => void {
  let waiting: ChangeKey[] = [];
  let all = false;
  let busy = false;
  const run = async () => {
    busy = true;
    while (all || waiting.length > 0) {
      const [everything, changes] = [all, waiting];
      [all, waiting] = [false, []];
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => everything || changes.some((change) => affects(change, queryKey)),
      });
    }
    busy = false;
  };
  return (changes) => {
    if (changes === 'all') all = true;
    else waiting.push(...changes);
    if (!busy) void run();
  };
}
