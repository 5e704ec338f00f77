import { fail } from '@virtfleet/contracts/errors';
import type { ChangeKey } from '@virtfleet/contracts/views';
import { type Actor, can, type Permission } from '@virtfleet/domain/authz';
import type { ChangeFeed } from './feed.ts';

/** Who may know that a thing of this kind changed: whoever may list it. */
const listing: Record<ChangeKey['kind'], Permission> = {
  vms: 'vms.list',
  operations: 'operations.list',
  hosts: 'hosts.list',
  keypairs: 'keypairs.list',
  images: 'images.list',
  quotas: 'quotas.get',
  notifications: 'notifications.list',
  metrics: 'vms.metrics',
  users: 'users.list',
  // A project's own matters are its members'.
  projects: 'members.list',
  members: 'members.list',
  me: 'me.get',
  requests: 'requests.list',
};
const kinds: readonly ChangeKey['kind'][] = [
  'vms',
  'operations',
  'hosts',
  'keypairs',
  'images',
  'quotas',
  'notifications',
  'metrics',
  'users',
  'projects',
  'members',
  'me',
  'requests',
];

/** A reader that is this far behind asks for everything again instead. */
const mostKeysWaiting = 500;

/** The key as this actor may see it; null: not at all. What names no project goes to all, but without its id. */
export function visibleKey(actor: Actor, key: ChangeKey): ChangeKey | null {
  // A matter of one person, also to an admin.
  if (key.kind === 'notifications' || key.kind === 'me')
    return key.userId === undefined || key.userId === actor.userId ? { kind: key.kind } : null;
  if (actor.isAdmin) return key;
  if (key.kind === 'hosts' || key.kind === 'users') return null;
  if (key.kind === 'images') return key;
  if (key.projectId !== undefined) return can(actor, listing[key.kind], key.projectId) ? key : null;
  // An operation of no project, such as an image's copy, is an admin's matter.
  return key.id === undefined || key.kind === 'vms' ? { kind: key.kind } : null;
}

export type ChangesOptions = {
  actor: Actor;
  feed: ChangeFeed;
  signal?: AbortSignal | undefined;
  /** Reads the session again; null: it is over. */
  actorNow: () => Promise<Actor | null>;
  recheckMs?: number;
};

/**
 * Batches of keys of what this actor may see. A gap in the notifications is told as one key per kind: ask for everything again.
 * Who asks is checked again every 30 s and at a revocation; throws unauthenticated when the session is over.
 */
export async function* changesFor(options: ChangesOptions): AsyncGenerator<ChangeKey[], void, void> {
  const { feed, signal, actorNow, recheckMs = 30_000 } = options;
  let actor = options.actor;
  const inbox = createInbox();
  const leave = feed.subscribe({
    onChanges: inbox.add,
    onGap: inbox.gap,
    onRevoked: (sessionId) => {
      if (sessionId === actor.sessionId) inbox.recheck();
    },
    onClose: inbox.close,
  });
  const timer = setInterval(inbox.recheck, recheckMs);
  signal?.addEventListener('abort', inbox.close);
  if (signal?.aborted) inbox.close();
  try {
    for (;;) {
      const { keys, recheck, closed } = await inbox.take();
      if (closed) return;
      if (recheck) {
        const now = await actorNow();
        if (!now) throw fail('unauthenticated', 'Your session is over. Sign in again.');
        // What a new role shows was never streamed.
        if (!sameAccess(actor, now)) keys.push(...everything());
        actor = now;
      }
      const visible = keys.flatMap((key) => visibleKey(actor, key) ?? []);
      if (visible.length > 0) yield visible;
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', inbox.close);
    leave();
  }
}

const everything = (): ChangeKey[] => kinds.map((kind) => ({ kind }));

function sameAccess(a: Actor, b: Actor): boolean {
  const projects = Object.keys(a.roles);
  return (
    a.isAdmin === b.isAdmin &&
    a.passwordDue === b.passwordDue &&
    projects.length === Object.keys(b.roles).length &&
    projects.every((id) => a.roles[id] === b.roles[id])
  );
}

type Inbox = {
  add(keys: readonly ChangeKey[]): void;
  gap(): void;
  recheck(): void;
  close(): void;
  /** Waits until there is something, and takes it all. */
  take(): Promise<{ keys: ChangeKey[]; recheck: boolean; closed: boolean }>;
};

/** What has come in since the stream last looked. Bounded, however slow the reader. */
function createInbox(): Inbox {
  let keys: ChangeKey[] = [];
  let gap = false;
  let recheck = false;
  let closed = false;
  let wake: (() => void) | null = null;
  const changed = () => {
    wake?.();
    wake = null;
  };
  return {
    add: (more) => {
      if (!gap) keys.push(...more);
      if (keys.length > mostKeysWaiting) [keys, gap] = [[], true];
      changed();
    },
    gap: () => {
      [keys, gap] = [[], true];
      changed();
    },
    recheck: () => {
      recheck = true;
      changed();
    },
    close: () => {
      closed = true;
      changed();
    },
    take: async () => {
      if (keys.length === 0 && !gap && !recheck && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = { keys: gap ? everything() : keys, recheck, closed };
      [keys, gap, recheck] = [[], false, false];
      return taken;
    },
  };
}
