import type { ChangeKey } from '@virtfleet/contracts/views';

/** `ended`: the session is over, so the stream will not come back by itself. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'ended';

export type LiveMessage =
  | { type: 'hello' }
  | { type: 'state'; state: LiveState }
  | { type: 'changes'; keys: ChangeKey[] };

export type LiveEvents = { onState(state: LiveState): void; onChanges(keys: ChangeKey[]): void };

/** Opens the stream; the answer closes it. */
export type OpenStream = (events: LiveEvents) => () => void;

export type LiveChannel = {
  post(message: LiveMessage): void;
  listen(handler: (message: LiveMessage) => void): void;
  close(): void;
};

/** Holds `name` from `granted` until `release`; asks no longer once `signal` aborts. */
export type Lock = (name: string, signal: AbortSignal, held: () => Promise<void>) => Promise<unknown>;

/**
 * One stream for all tabs of a browser, because a browser opens only six connections to an origin: the tab that holds
 * the lock has the stream and tells the others. When that tab goes, the next one takes over.
 * Whoever turns `live` must ask for everything again: what changed before that was heard by nobody.
 */
export function joinLive(
  name: string,
  { lock, channel, open }: { lock: Lock; channel: LiveChannel; open: OpenStream },
  { onState, onChanges }: LiveEvents,
): () => void {
  let state: LiveState = 'connecting';
  let release: (() => void) | undefined;
  const leaving = new AbortController();

  const enter = (next: LiveState) => {
    if (leaving.signal.aborted) return;
    if (release) channel.post({ type: 'state', state: next });
    if (next === state) return;
    state = next;
    onState(next);
  };

  channel.listen((message) => {
    if (release) {
      if (message.type === 'hello') channel.post({ type: 'state', state });
    } else if (message.type === 'state') enter(message.state);
    else if (message.type === 'changes') onChanges(message.keys);
  });
  channel.post({ type: 'hello' });

  lock(name, leaving.signal, async () => {
    // It may be granted in the very moment in which this tab leaves.
    if (leaving.signal.aborted) return;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    // A take-over: until this tab's stream is up, changes are missed.
    if (state === 'live') enter('connecting');
    const close = open({
      onState: enter,
      onChanges: (keys) => {
        channel.post({ type: 'changes', keys });
        onChanges(keys);
      },
    });
    await released;
    close();
  }).catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });

  return () => {
    leaving.abort();
    release?.();
    channel.close();
  };
}

/** Without Web Locks (plain http that isn't localhost) each tab has a stream of its own, closed while nobody looks. */
export function liveWhileVisible(
  open: OpenStream,
  visibility: { visible(): boolean; onChange(handler: () => void): () => void },
  events: LiveEvents,
): () => void {
  let close: (() => void) | undefined;
  const follow = () => {
    if (visibility.visible()) close ??= open(events);
    else {
      close?.();
      close = undefined;
      events.onState('connecting');
    }
  };
  follow();
  const forget = visibility.onChange(follow);
  return () => {
    forget();
    close?.();
  };
}
