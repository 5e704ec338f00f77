import type { ChangeKey, Role } from '@virtfleet/contracts/views';
import type { Actor } from '@virtfleet/domain/authz';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { changesFor, visibleKey } from './changes.ts';
import { createChangeFeed } from './feed.ts';

const actor = (roles: Record<string, Role> = { mine: 'viewer' }, isAdmin = false): Actor => ({
  userId: 'u',
  sessionId: 's1',
  name: 'Ada',
  email: 'ada@example.org',
  isAdmin,
  passwordDue: false,
  roles,
});

describe('which keys someone sees', () => {
  const table: [string, ChangeKey, ChangeKey | null][] = [
    ['their VM', { kind: 'vms', id: 'v', projectId: 'mine' }, { kind: 'vms', id: 'v', projectId: 'mine' }],
    ['another’s VM', { kind: 'vms', id: 'v', projectId: 'theirs' }, null],
    ['another’s operation', { kind: 'operations', id: 'o', projectId: 'theirs' }, null],
    ['another’s key', { kind: 'keypairs', id: 'k', projectId: 'theirs' }, null],
    ['some VM', { kind: 'vms', id: 'v' }, { kind: 'vms' }],
    ['VMs', { kind: 'vms' }, { kind: 'vms' }],
    ['operations', { kind: 'operations' }, { kind: 'operations' }],
    ['an operation of no project', { kind: 'operations', id: 'o' }, null],
    ['an image', { kind: 'images', id: 'i' }, { kind: 'images', id: 'i' }],
    ['a host', { kind: 'hosts', id: 'h' }, null],
    ['another’s request', { kind: 'requests', id: 'r', projectId: 'theirs' }, null],
  ];
  test.each(table)('%s', (_, key, want) => {
    expect(visibleKey(actor(), key)).toEqual(want);
    expect(visibleKey(actor({}, true), key)).toEqual(key);
  });
});

describe('the stream', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open(current: { actor: Actor | null } = { actor: actor() }) {
    const feed = createChangeFeed();
    const abort = new AbortController();
    const actorNow = vi.fn(async () => current.actor);
    const stream = changesFor({ actor: actor(), feed, signal: abort.signal, actorNow });
    /** Begun at once, as the door does. */
    const first = stream.next();
    return { feed, abort, actorNow, stream, first, current };
  }
  const mine = (id: string): ChangeKey => ({ kind: 'vms', id, projectId: 'mine' });

  test('carries what is theirs, in order, what came together in one batch', async () => {
    const { feed, stream, first } = open();
    feed.onChanges([{ kind: 'vms', id: 'x', projectId: 'theirs' }]);
    feed.onChanges([mine('a')]);
    feed.onChanges([mine('b'), { kind: 'hosts', id: 'h' }]);
    expect(await first).toEqual({ done: false, value: [mine('a'), mine('b')] });
    const next = stream.next();
    feed.onChanges([mine('c')]);
    expect((await next).value).toEqual([mine('c')]);
  });

  test('tells a gap as every kind at once, which swallows what else waits', async () => {
    const { feed, first } = open({ actor: actor() });
    feed.onChanges([mine('a')]);
    feed.onGap();
    feed.onChanges([mine('b')]);
    expect((await first).value).toEqual([
      { kind: 'vms' },
      { kind: 'operations' },
      { kind: 'keypairs' },
      { kind: 'images' },
      { kind: 'quotas' },
      { kind: 'notifications' },
      { kind: 'metrics' },
      { kind: 'projects' },
      { kind: 'members' },
      { kind: 'me' },
      { kind: 'requests' },
    ]);
  });

  test('never holds more than it can: a slow reader gets a gap', async () => {
    const { feed, stream, first } = open();
    feed.onChanges([mine('a')]);
    await first;
    for (let i = 0; i < 600; i++) feed.onChanges([mine(`v${i}`)]);
    expect((await stream.next()).value).toContainEqual({ kind: 'vms' });
  });

  test('checks the session every 30 s, and ends when it is over', async () => {
    const { actorNow, first, current, feed } = open();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(actorNow).toHaveBeenCalledTimes(1);
    current.actor = null;
    feed.onChanges([{ kind: 'vms', id: 'x', projectId: 'theirs' }]);
    const ended = expect(first).rejects.toMatchObject({ code: 'unauthenticated' });
    await vi.advanceTimersByTimeAsync(30_000);
    await ended;
    expect(feed.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('checks at once when its session is revoked, and not for another’s', async () => {
    const { actorNow, first, current, feed } = open();
    current.actor = null;
    const ended = expect(first).rejects.toMatchObject({ code: 'unauthenticated' });
    feed.onRevoked('s2');
    await vi.advanceTimersByTimeAsync(1);
    expect(actorNow).not.toHaveBeenCalled();
    feed.onRevoked('s1');
    await ended;
  });

  test('sends nothing of a project that was taken away, and everything when one was given', async () => {
    const { first, current, feed, stream } = open();
    current.actor = actor({ yours: 'owner' });
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await first).value).toContainEqual({ kind: 'vms' });
    const next = stream.next();
    feed.onChanges([mine('a'), { kind: 'vms', id: 'b', projectId: 'yours' }]);
    expect((await next).value).toEqual([{ kind: 'vms', id: 'b', projectId: 'yours' }]);
  });

  test('a browser that goes leaves nothing behind', async () => {
    const { abort, first, feed } = open();
    expect(feed.size).toBe(1);
    abort.abort();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(feed.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends by itself when this process is about to end', async () => {
    const { first, feed } = open();
    feed.onClose();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(feed.size).toBe(0);
  });

  test('one that has gone already never begins', async () => {
    const feed = createChangeFeed();
    const stream = changesFor({ actor: actor(), feed, signal: AbortSignal.abort(), actorNow: async () => actor() });
    expect((await stream.next()).done).toBe(true);
    expect(feed.size).toBe(0);
  });
});
