import type { ChangeKey } from '@virtfleet/contracts/views';

export type FeedSubscriber = {
  onChanges(keys: readonly ChangeKey[]): void;
  /** Changes were missed: anything may be different. */
  onGap(): void;
  /** A session was revoked, here or by another process. */
  onRevoked(sessionId: string): void;
  /** This process is about to end: the stream does too, and its browser opens another elsewhere. */
  onClose(): void;
};

/** One process's fan-out of the database's notifications to its open streams. */
export type ChangeFeed = FeedSubscriber & {
  /** Answers how to leave. */
  subscribe(subscriber: FeedSubscriber): () => void;
  /** Open streams. */
  readonly size: number;
};

/** Hand its first three methods to what listens to the database; streams subscribe. */
export function createChangeFeed(): ChangeFeed {
  const subscribers = new Set<FeedSubscriber>();
  const tell = (what: (subscriber: FeedSubscriber) => void) => {
    for (const subscriber of subscribers) what(subscriber);
  };
  return {
    onChanges: (keys) => tell((s) => s.onChanges(keys)),
    onGap: () => tell((s) => s.onGap()),
    onRevoked: (sessionId) => tell((s) => s.onRevoked(sessionId)),
    onClose: () => tell((s) => s.onClose()),
    subscribe: (subscriber) => {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    get size() {
      return subscribers.size;
    },
  };
}
