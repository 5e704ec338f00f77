import type { ApiClient } from './client.tsx';
import { errorCode } from './errors.ts';
import type { LiveChannel, LiveMessage, Lock, OpenStream } from './live-election.ts';

/** The API's stream of changes. It is opened again with growing patience when it breaks, and not at all once the session is over. */
export const changesStream =
  (client: ApiClient): OpenStream =>
  ({ onState, onChanges }) => {
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe(): void } | undefined;
    let closed = false;

    const again = () => {
      if (closed) return;
      onState('reconnecting');
      clearTimeout(timer);
      timer = setTimeout(start, Math.min(10_000, 500 * 2 ** failures++) * (0.5 + Math.random()));
    };
    const start = () => {
      subscription?.unsubscribe();
      subscription = client.events.changes.subscribe(undefined, {
        onStarted: () => {
          failures = 0;
          onState('live');
        },
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error) onState('reconnecting');
        },
        onData: (keys) => onChanges([...keys]),
        onComplete: again,
        onError: async (error) => {
          if (await sessionIsOver(client, error)) onState('ended');
          else again();
        },
      });
    };
    start();
    return () => {
      closed = true;
      clearTimeout(timer);
      subscription?.unsubscribe();
    };
  };

/** EventSource hides the answer of a refused stream, so ask in the ordinary way. */
async function sessionIsOver(client: ApiClient, error: unknown): Promise<boolean> {
  if (errorCode(error) === 'unauthenticated') return true;
  return await client.me.get.query().then(
    () => false,
    (refused: unknown) => errorCode(refused) === 'unauthenticated',
  );
}

export const webLock: Lock = (name, signal, held) => navigator.locks.request(name, { signal }, held);

export function broadcastChannel(name: string): LiveChannel {
  const channel = new BroadcastChannel(name);
  let closed = false;
  return {
    post: (message) => {
      if (!closed) channel.postMessage(message);
    },
    listen: (handler) => channel.addEventListener('message', (event: MessageEvent<LiveMessage>) => handler(event.data)),
    close: () => {
      closed = true;
      channel.close();
    },
  };
}

export const pageVisibility = {
  visible: () => document.visibilityState === 'visible',
  onChange: (handler: () => void) => {
    document.addEventListener('visibilitychange', handler);
    return () => document.removeEventListener('visibilitychange', handler);
  },
};
