import type { ChangeKey } from '@virtfleet/contracts/views';
import pg from 'pg';
import { z } from 'zod';
import type { Db, Tx } from './client.ts';

/** What was changed, for whoever shows it: a JSON array of ChangeKey. */
const changesChannel = 'virtfleet_changes';
/** A host's id: there is work for whoever leases it. */
const workChannel = 'virtfleet_work';
/** A session's id: it was revoked, or may see other things now, so whoever streams to it must look again. */
const revokedChannel = 'virtfleet_revoked';
/** A WatchedVm: a page shows what it uses just now. */
const watchChannel = 'virtfleet_watch';

/** Postgres takes 8,000 bytes at most. */
const maxPayloadBytes = 7_000;

const changeKeys = z.array(
  z.object({
    kind: z.enum([
      'vms',
      'operations',
      'hosts',
      'keypairs',
      'images',
      'quotas',
      'notifications',
      'metrics',
      'requests',
      'users',
      'projects',
      'members',
      'me',
    ]),
    id: z.string().optional(),
    projectId: z.string().optional(),
    userId: z.string().optional(),
  }),
);

/** The keys of a payload, or null when it is none of ours. */
function parseChanges(payload: string): ChangeKey[] | null {
  try {
    const parsed = changeKeys.safeParse(JSON.parse(payload));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** One payload; beyond 7 kB it says only which kinds changed. */
export function renderChanges(keys: readonly ChangeKey[]): string {
  const unique = [...new Map(keys.map((key) => [identity(key), key])).values()];
  const payload = JSON.stringify(unique);
  if (Buffer.byteLength(payload) <= maxPayloadBytes) return payload;
  return JSON.stringify([...new Set(unique.map(({ kind }) => kind))].map((kind) => ({ kind })));
}

const identity = ({ kind, id = '', projectId = '', userId = '' }: ChangeKey) => `${kind} ${id} ${projectId} ${userId}`;

/** Tells of changes when the transaction commits. For the web's writes; what a worker does often goes through a Notifier. */
export async function notifyChanges(tx: Db | Tx, keys: readonly ChangeKey[]): Promise<void> {
  if (keys.length > 0) await tx.$executeRaw`SELECT pg_notify(${changesChannel}, ${renderChanges(keys)})`;
}

/** Wakes the worker that leases the host, when the enqueuing transaction commits. */
export async function notifyWork(tx: Db | Tx, hostId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${workChannel}, ${hostId})`;
}

/** Both at once: the worker and the browsers hear of it when the enqueuing transaction commits. */
export async function notifyEnqueued(tx: Tx, hostId: string, keys: readonly ChangeKey[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_notify(${workChannel}, ${hostId}), pg_notify(${changesChannel}, ${renderChanges(keys)})`;
}

/** A VM that a page watches, and where it is. */
const watchedVm = z.object({ vmId: z.string(), projectId: z.string(), hostId: z.string(), domainName: z.string() });
export type WatchedVm = z.infer<typeof watchedVm>;

/** Tells the worker that leases its host that a page watches a running VM, for a while from now on. */
export async function notifyWatched(tx: Db | Tx, vmId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_notify(${watchChannel}, json_build_object('vmId', id, 'projectId', project_id, 'hostId', host_id, 'domainName', domain_name)::text)
    FROM vm WHERE id = ${vmId}::uuid AND deleted_at IS NULL AND power_state = 'running'`;
}

/** Tells every process that a session is over, when the transaction commits. */
export async function notifyRevoked(tx: Db | Tx, sessionId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${revokedChannel}, ${sessionId})`;
}

/** Makes every stream of these people look again at who they are and what they may see, when the transaction commits. */
export async function notifyAccess(tx: Db | Tx, userIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_notify(${revokedChannel}, id::text) FROM session
    WHERE user_id = ANY(${userIds}::uuid[]) AND revoked_at IS NULL AND expires_at > now()`;
}

/** Collects changes for 50 ms and tells them at once: pg_notify in each step's transaction would stop group commit. */
export type Notifier = {
  changed(key: ChangeKey): void;
  /** Tells what is collected now; resolves when Postgres has taken it, or couldn't. */
  flush(): Promise<void>;
  /** Flushes, then tells no more. */
  close(): Promise<void>;
};

const coalesceMs = 50;
const retryMs = 1_000;

export function createNotifier(db: Db): Notifier {
  const waiting = new Map<string, ChangeKey>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const schedule = (delayMs: number) => {
    if (!closed) timer ??= setTimeout(flush, delayMs);
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    try {
      await notifyChanges(db, keys);
    } catch {
      // Postgres is away: what changed is told when it is back.
      for (const key of keys) waiting.set(identity(key), key);
      schedule(retryMs);
    }
  };
  return {
    changed: (key) => {
      waiting.set(identity(key), key);
      schedule(coalesceMs);
    },
    flush,
    close: async () => {
      closed = true;
      await flush();
    },
  };
}

export type Heard = {
  onChanges?: (keys: ChangeKey[]) => void;
  onWork?: (hostId: string) => void;
  onRevoked?: (sessionId: string) => void;
  onWatched?: (vm: WatchedVm) => void;
  /** The connection was cut and is back: what was told between is lost, so look at everything again. */
  onGap?: () => void;
};

export type Listener = { close(): Promise<void> };

const heartbeatMs = 15_000;
const reconnectMs = { first: 100, most: 5_000 };

/**
 * Hears what is told, on a connection of its own, which is made again whenever it is cut. Resolves once it listens;
 * rejects when Postgres can't be reached at first.
 */
export async function listen(url: string, heard: Heard): Promise<Listener> {
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const connect = async () => {
    const connection = await openConnection(url, heard);
    if (closed) await connection.end();
    else connection.lost.then(() => reconnect(reconnectMs.first));
    return connection;
  };
  const reconnect = (delayMs: number) => {
    if (closed) return;
    retry = setTimeout(async () => {
      try {
        current = await connect();
        if (!closed) heard.onGap?.();
      } catch {
        reconnect(Math.min(delayMs * 2, reconnectMs.most));
      }
    }, delayMs);
  };
  let current = await connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await current.end();
    },
  };
}

/** One LISTENing session; `lost` resolves when it is cut, also when only a heartbeat can tell. */
async function openConnection(url: string, heard: Heard) {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'virtfleet-listen',
    connectionTimeoutMillis: 10_000,
    query_timeout: 5_000,
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve());
    client.on('end', () => resolve());
  });
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === workChannel) heard.onWork?.(payload);
    else if (channel === revokedChannel) heard.onRevoked?.(payload);
    else if (channel === watchChannel) hearWatched(payload, heard);
    else hearChanges(payload, heard);
  });
  try {
    await client.connect();
    await client.query(
      `LISTEN ${changesChannel}; LISTEN ${workChannel}; LISTEN ${revokedChannel}; LISTEN ${watchChannel}`,
    );
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  // A connection can die without a word, when a machine or a firewall between does.
  const heartbeat = setInterval(
    () => client.query('SELECT 1').catch(() => client.connection?.stream.destroy()),
    heartbeatMs,
  );
  lost.then(() => clearInterval(heartbeat));
  return { lost, end: () => client.end().catch(() => {}) };
}

function hearChanges(payload: string, heard: Heard): void {
  const keys = parseChanges(payload);
  // What can't be read may have said anything.
  if (keys) heard.onChanges?.(keys);
  else heard.onGap?.();
}

/** One that can't be read is told again in a moment, as long as the page is open. */
function hearWatched(payload: string, heard: Heard): void {
  try {
    const parsed = watchedVm.safeParse(JSON.parse(payload));
    if (parsed.success) heard.onWatched?.(parsed.data);
  } catch {
    // No JSON: not ours.
  }
}
