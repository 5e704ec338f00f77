import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import superjson from 'superjson';
import { errorCode } from './errors.ts';

/** The live stream says when something changed, so data is not stale by age; a page that opens still asks the server. */
export function makeQueryClient({ onUnauthenticated }: { onUnauthenticated?: () => void } = {}): QueryClient {
  const onError = (error: unknown) => {
    if (errorCode(error) === 'unauthenticated') onUnauthenticated?.();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // What the API refused it refuses again; only silence is worth another try, and on the server there is none.
        retry: (failures, error) => typeof window !== 'undefined' && errorCode(error) === null && failures < 2,
      },
      // What is asked for without a network fails now: nothing may be done minutes later, when it is back.
      mutations: { networkMode: 'always' },
      dehydrate: { serializeData: superjson.serialize },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}
