import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';

export { Prisma };

/** The database. Ends with `$disconnect()`. */
export type Db = PrismaClient;
/** What `$transaction` hands out; a Db will do wherever one is asked for. */
export type Tx = Prisma.TransactionClient;

export type DbOptions = {
  /** Connections of this process at most. Default 10. */
  maxConnections?: number;
  /** Postgres cancels a statement after this. Default 30 s. */
  statementTimeoutMs?: number;
  /** Postgres cuts a session that holds a transaction and says nothing: workers want 3 s, or their locks outlive them. */
  idleInTransactionTimeoutMs?: number;
  /** As pg_stat_activity shows it. */
  applicationName?: string;
  /** A connection that broke while nobody used it. The pool replaces it by itself. */
  onConnectionError?: (error: Error) => void;
};

/** Beyond so many kinds of statement (lists of ids, of every length) the others are planned each time: each costs Postgres memory. */
const mostPrepared = 500;

/** Prisma writes the same few statements again and again: parsed and planned once per connection they cost Postgres half as much. */
function preparedNames() {
  const names = new Map<string, string>();
  return ({ sql }: { sql: string }): string => {
    const known = names.get(sql);
    // An empty name is none.
    if (known !== undefined || names.size >= mostPrepared) return known ?? '';
    const name = `prisma_${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** Connects at the first query, to the Postgres at `url`. */
export function createDb(url: string, options: DbOptions = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 30_000,
    application_name: options.applicationName ?? 'virtfleet',
    connectionTimeoutMillis: 10_000,
  });
  // Between the pool handing a connection out and Prisma listening to it nobody does: cut just then, it would end the process.
  // Whoever asks over it hears of the cut all the same.
  pool.on('connect', (client) => client.on('error', () => {}));
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: true,
    statementNameGenerator: preparedNames(),
    ...(options.onConnectionError && {
      onPoolError: options.onConnectionError,
      onConnectionError: options.onConnectionError,
    }),
  });
  const db = new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 15_000 } });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Db, pg.Pool>();

/** This process's connections to the database: all, those that nobody uses, and who waits for one. */
export function poolCounts(db: Db): { total: number; idle: number; waiting: number } {
  const { totalCount = 0, idleCount = 0, waitingCount = 0 } = pools.get(db) ?? {};
  return { total: totalCount, idle: idleCount, waiting: waitingCount };
}
