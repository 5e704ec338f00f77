import type { QueryCache, QueryClient, QueryKey } from '@tanstack/react-query';
import type { ChangeKey } from '@virtfleet/contracts/views';
import { affects } from './changes.ts';

/** Longer than a page takes from the server's first read to its arrival. */
const rememberMs = 15_000;

/**
 * Pages arrive with their data, read a moment before. What changed while they were on their way was heard when nobody
 * had asked for it yet, so it is remembered: what then arrives is asked for again.
 */
export function watchArrivals(queryClient: QueryClient, now: () => number = Date.now) {
  let heard: { at: number; change: ChangeKey | 'all' }[] = [];
  const isOlder = (key: QueryKey) =>
    heard.some(({ at, change }) => now() - at < rememberMs && (change === 'all' || affects(change, key)));
  const stop = queryClient.getQueryCache().subscribe((event) => {
    if (!arrived(event) || !isOlder(event.query.queryKey)) return;
    // Arrivals come in the middle of a render, which must end first.
    const { queryKey } = event.query;
    setTimeout(() => void queryClient.invalidateQueries({ queryKey, exact: true }));
  });
  return {
    stop,
    hear(changes: readonly ChangeKey[] | 'all'): void {
      const at = now();
      const fresh = changes === 'all' ? ['all' as const] : changes;
      heard = [...heard.filter((it) => at - it.at < rememberMs), ...fresh.map((change) => ({ at, change }))];
    },
  };
}

/** Data that came with a page, and was not fetched here. */
const arrived = (event: Parameters<Parameters<QueryCache['subscribe']>[0]>[0]): boolean =>
  (event.type === 'added' && event.query.state.data !== undefined) ||
  (event.type === 'updated' && event.action.type === 'setState');
