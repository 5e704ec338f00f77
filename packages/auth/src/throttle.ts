/** Slows down guessing: after a few wrong passwords for one account each further try must wait, at most a minute. */
export type Throttle = {
  /** Milliseconds until this account may be tried again; 0: now. */
  waitMs(account: string): number;
  /** A try begins. It counts as a failure until it has succeeded, so that tries at the same time count too. */
  attempted(account: string): void;
  succeeded(account: string): void;
};

const freeFailures = 5;
const mostWaitMs = 60_000;
/** An account that was left alone for this long starts anew. */
const forgetMs = 15 * 60_000;

type Record = { failures: number; lastMs: number };

/** Per process: with several webs a guesser gets as many times the tries, which is still few. Holds `mostAccounts` at most, the newest. */
export function createThrottle(nowMs: () => number = Date.now, mostAccounts = 10_000): Throttle {
  const records = new Map<string, Record>();
  const current = (account: string): Record | null => {
    const record = records.get(account);
    if (!record || nowMs() - record.lastMs <= forgetMs) return record ?? null;
    records.delete(account);
    return null;
  };
  return {
    waitMs: (account) => {
      const record = current(account);
      if (!record || record.failures < freeFailures) return 0;
      const pause = Math.min(mostWaitMs, 1000 * 2 ** (record.failures - freeFailures));
      return Math.max(0, record.lastMs + pause - nowMs());
    },
    attempted: (account) => {
      const failures = (current(account)?.failures ?? 0) + 1;
      // Deleted first, so that the map's order is by the last failure.
      records.delete(account);
      records.set(account, { failures, lastMs: nowMs() });
      const [oldest] = records.keys();
      if (records.size > mostAccounts && oldest !== undefined) records.delete(oldest);
    },
    succeeded: (account) => {
      records.delete(account);
    },
  };
}
