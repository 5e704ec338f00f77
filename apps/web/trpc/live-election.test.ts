import type { ChangeKey } from '@virtfleet/contracts/views';
import { describe, expect, it } from 'vitest';
import {
  joinLive,
  type LiveEvents,
  type LiveMessage,
  type LiveState,
  type Lock,
  liveWhileVisible,
} from './live-election.ts';

/** A browser's locks and channel, and a server that counts its streams. */
function browser() {
  const queue: Array<() => void> = [];
  let held = false;
  const next = () => {
    held = false;
    queue.shift()?.();
  };
  const lock: Lock = (_name, signal, hold) =>
    new Promise((resolve, reject) => {
      const grant = () => {
        held = true;
        hold().then(() => {
          resolve(undefined);
          next();
        });
      };
      signal.addEventListener('abort', () => {
        const at = queue.indexOf(grant);
        if (at < 0) return;
        queue.splice(at, 1);
        reject(signal.reason);
      });
      if (held) queue.push(grant);
      else grant();
    });

  const tabs = new Set<(message: LiveMessage) => void>();
  const streams = new Set<LiveEvents>();
  const open = (events: LiveEvents) => {
    streams.add(events);
    return () => streams.delete(events);
  };
  const tab = () => {
    const states: LiveState[] = [];
    const changes: ChangeKey[] = [];
    let mine: ((message: LiveMessage) => void) | undefined;
    const channel = {
      post: (message: LiveMessage) =>
        [...tabs]
          .filter((other) => other !== mine)
          .forEach((other) => {
            other(message);
          }),
      listen: (handler: (message: LiveMessage) => void) => {
        mine = handler;
        tabs.add(handler);
      },
      close: () => {
        if (mine) tabs.delete(mine);
      },
    };
    const leave = joinLive(
      'live',
      { lock, channel, open },
      { onState: (state) => states.push(state), onChanges: (keys) => changes.push(...keys) },
    );
    return { states, changes, leave };
  };
  return { tab, streams, server: () => [...streams][0] };
}

describe('joinLive', () => {
  it('opens one stream for any number of tabs, and all hear what it says', () => {
    const { tab, streams, server } = browser();
    const tabs = Array.from({ length: 8 }, tab);
    server()?.onState('live');
    server()?.onChanges([{ kind: 'vms', id: 'v1' }]);
    expect(streams.size).toBe(1);
    for (const { states, changes } of tabs) {
      expect(states).toEqual(['live']);
      expect(changes).toEqual([{ kind: 'vms', id: 'v1' }]);
    }
  });

  it('tells a tab that opens later how things stand', () => {
    const { tab, server } = browser();
    tab();
    server()?.onState('live');
    expect(tab().states).toEqual(['live']);
  });

  it('is taken over when the tab that holds it goes; every tab turns live anew, so that it asks again', async () => {
    const { tab, streams, server } = browser();
    const [first, second, third] = [tab(), tab(), tab()];
    server()?.onState('live');
    first.leave();
    await Promise.resolve().then(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(streams.size).toBe(1);
    server()?.onState('live');
    expect(second.states).toEqual(['live', 'connecting', 'live']);
    expect(third.states).toEqual(['live', 'connecting', 'live']);
    expect(first.states).toEqual(['live']);
  });

  it('leaves the queue when a waiting tab goes', async () => {
    const { tab, streams } = browser();
    const [first, second] = [tab(), tab()];
    second.leave();
    first.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(streams.size).toBe(0);
  });
});

it('gives back a lock that is granted as it leaves', async () => {
  let grant = () => Promise.resolve();
  const leave = joinLive(
    'live',
    {
      lock: (_name, _signal, held) => {
        grant = held;
        return new Promise(() => {});
      },
      channel: { post: () => {}, listen: () => {}, close: () => {} },
      open: () => {
        throw new Error('a tab that left opens no stream');
      },
    },
    { onState: () => {}, onChanges: () => {} },
  );
  leave();
  await grant();
});

describe('liveWhileVisible', () => {
  it('holds a stream only while the tab is looked at', () => {
    let visible = true;
    let changed = () => {};
    let open = 0;
    const states: LiveState[] = [];
    const stop = liveWhileVisible(
      (events) => {
        open++;
        events.onState('live');
        return () => open--;
      },
      {
        visible: () => visible,
        onChange: (handler) => {
          changed = handler;
          return () => {};
        },
      },
      { onState: (state) => states.push(state), onChanges: () => {} },
    );
    for (visible of [false, true]) changed();
    expect(states).toEqual(['live', 'connecting', 'live']);
    expect(open).toBe(1);
    stop();
    expect(open).toBe(0);
  });
});
