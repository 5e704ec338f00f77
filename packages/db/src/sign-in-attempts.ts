import { createHash } from 'node:crypto';
import { type Db, Prisma } from './client.ts';

/** Slows down guessing, for all webs at once: after a few wrong passwords each further try must wait, at most a minute. */
export type Throttle = {
  /**
   * A try begins. It counts as a failure until it has succeeded, so that tries at the same time count too.
   * Answers 0, or the milliseconds until the next try is heard; then this one must not be.
   */
  attempt(account: string): Promise<number>;
  succeeded(account: string): Promise<void>;
};

const freeFailures = 5;
const mostWaitS = 60;
/** An account that was left alone for this long starts anew. */
const forgetS = 15 * 60;
/** Each try takes some old rows along, so that names that nobody has fill no table. */
const sweptAtOnce = 20;

/** `account` is what the guesses are about, such as an e-mail address. `now` is for tests: Postgres' clock counts otherwise. */
export function createThrottle(db: Db, now: () => Date | null = () => null): Throttle {
  return {
    attempt: async (account) => {
      const [key, at] = [hash(account), now()];
      // One statement decides and counts, on the row that it has locked: of many tries at once five are heard.
      const heard = await db.$queryRaw<unknown[]>`
        WITH old AS (
          DELETE FROM sign_in_attempt WHERE account IN (
            SELECT account FROM sign_in_attempt
            WHERE last_at < coalesce(${at}::timestamptz, now()) - make_interval(secs => ${forgetS}) AND account <> ${key}
            LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED))
        INSERT INTO sign_in_attempt AS it (account, failures, last_at) VALUES (${key}, 1, coalesce(${at}::timestamptz, now()))
        ON CONFLICT (account) DO UPDATE SET last_at = excluded.last_at, failures =
          CASE WHEN it.last_at < excluded.last_at - make_interval(secs => ${forgetS}) THEN 1 ELSE it.failures + 1 END
        WHERE it.failures < ${freeFailures} OR it.last_at + make_interval(secs => ${pauseS}) <= excluded.last_at
        RETURNING account`;
      return heard.length > 0 ? 0 : waitMs(key, at);
    },
    succeeded: async (account) => {
      await db.$executeRaw`DELETE FROM sign_in_attempt WHERE account = ${hash(account)}`;
    },
  };

  async function waitMs(key: string, at: Date | null): Promise<number> {
    const [row] = await db.$queryRaw<{ waitMs: number }[]>`
      SELECT (extract(epoch FROM it.last_at + make_interval(secs => ${pauseS}) - coalesce(${at}::timestamptz, now())) * 1000)::float8
        AS "waitMs" FROM sign_in_attempt it WHERE it.account = ${key}`;
    return Math.max(1, Math.ceil(row?.waitMs ?? 1));
  }
}

/** In SQL, of the row `it`: twice as long after each failure. */
const pauseS = Prisma.sql`least(${mostWaitS}::float8, power(2, least(it.failures - ${freeFailures}, 30)))`;

const hash = (account: string) => createHash('sha256').update(account).digest('hex');
