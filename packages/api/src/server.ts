import { actorOfSession } from '@virtfleet/auth/actor';
import { sessionIdOf } from '@virtfleet/auth/cookie';
import { authOptions } from '@virtfleet/auth/options';
import { createDb, poolCounts } from '@virtfleet/db/client';
import { type Health, healthOf } from '@virtfleet/db/health';
import { listen } from '@virtfleet/db/notify';
import { loadKeyring } from '@virtfleet/db/secrets';
import type { Actor } from '@virtfleet/domain/authz';
import { createLog, type Log } from '@virtfleet/telemetry/log';
import { type Exposition, webMetrics } from '@virtfleet/telemetry/metrics';
import { type ChangeFeed, createChangeFeed } from './feed.ts';
import type { ApiContext } from './trpc.ts';

/** What one web process holds. It keeps no state of its own: run as many as needed. */
export type ApiServer = {
  /** next-auth's options. */
  auth: ReturnType<typeof authOptions>;
  /** Who a request's cookies speak for, asked of the session's row now. `cookie` reads one by its name. */
  actor(cookie: (name: string) => string | undefined): Promise<Actor | null>;
  context(actor: Actor | null): ApiContext;
  log: Log;
  /** It was asked to end: what is under way is answered, nothing more. */
  closing(): boolean;
  metrics: Exposition;
  /** Whether pages can be answered now. `newestMigration`: the one that this build was made with. */
  health(newestMigration: string): Promise<Health>;
};

declare global {
  /** Next bundles routes and pages apart, so a module's own variable would be there twice. */
  var virtfleetApiServer: ApiServer | undefined;
}

/** This process's server, made at the first call from DATABASE_URL, NEXTAUTH_SECRET and VIRTFLEET_KEY_FILE. */
export function apiServer(): ApiServer {
  globalThis.virtfleetApiServer ??= createApiServer(process.env);
  return globalThis.virtfleetApiServer;
}

function createApiServer(env: NodeJS.ProcessEnv): ApiServer {
  const url = needed(env, 'DATABASE_URL');
  const cookies = { secret: needed(env, 'NEXTAUTH_SECRET'), secure: env.NEXTAUTH_URL?.startsWith('https:') ?? false };
  const keyring = loadKeyring(env);
  const log = createLog('web');
  const db = createDb(url, {
    applicationName: 'virtfleet-web',
    onConnectionError: (err) => log.warn({ err }, 'a database connection broke'),
  });
  const feed = createChangeFeed();
  void listenFromNowOn(url, feed, log);
  const metrics = webMetrics({ streams: () => feed.size, pool: () => poolCounts(db) });
  let closing = false;
  process.once('SIGTERM', () => {
    closing = true;
    // Next waits for open requests, and a stream would never end; nor would a browser that keeps its connection and asks on.
    feed.onClose();
    setTimeout(() => process.exit(0), endLimitMs).unref();
  });
  return {
    auth: authOptions({
      db,
      ...cookies,
      onError: (err) => log.error({ err }, 'signing in broke'),
      onSignIn: metrics.signIn,
    }),
    actor: async (cookie) => {
      const sessionId = await sessionIdOf(cookie, cookies);
      return sessionId === null ? null : await actorOfSession(db, sessionId);
    },
    log,
    context: (actor) => ({ actor, db, keyring, feed, log, now: () => new Date(), observe: metrics.call }),
    closing: () => closing,
    metrics,
    health: (newestMigration) => healthOf(db, newestMigration),
  };
}

const retryMs = 2_000;
/** What takes longer is cut off. */
const endLimitMs = 3_000;

/** Once it listens it reconnects by itself; only the first time may need patience. */
async function listenFromNowOn(url: string, feed: ChangeFeed, log: Log): Promise<void> {
  try {
    await listen(url, feed);
    feed.onGap();
  } catch (err) {
    log.warn({ err }, 'cannot listen for changes yet');
    setTimeout(() => void listenFromNowOn(url, feed, log), retryMs);
  }
}

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
