import { setTimeout as sleep } from 'node:timers/promises';

/** Passes on what it is told, one at a time and at most every `everyMs`; of what comes meanwhile, only the last. */
export function latest<T>(pass: (value: T) => Promise<void>, everyMs: number) {
  const ending = new AbortController();
  let waiting: { value: T } | null = null;
  let passing: Promise<void> | null = null;
  const passOn = async () => {
    for (let next = waiting; next !== null; next = waiting) {
      waiting = null;
      await pass(next.value);
      await sleep(everyMs, null, { signal: ending.signal }).catch(() => {});
    }
    passing = null;
  };
  return {
    tell(value: T): void {
      if (ending.signal.aborted) return;
      waiting = { value };
      passing ??= passOn();
    },
    /** Drops what waits; resolves when nothing is being passed on any more. */
    async end(): Promise<void> {
      ending.abort();
      waiting = null;
      await passing;
    },
  };
}
