import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway, Left } from './errors.ts';

/** Runs `query` again and again while Postgres can't take it, until the signal ends this worker's part in it. */
export async function durable<T>(query: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2000)) {
    if (signal.aborted) throw new Left('this worker stops');
    try {
      return await query();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      await pause(waitMs, signal);
    }
  }
}

/** Waits, with jitter so that many don't come back at the same instant. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms * (0.75 + Math.random() / 2), undefined, { signal });
  } catch {
    throw new Left('this worker stops');
  }
}
