import { fail } from '@virtfleet/contracts/errors';

/** A lock per name within this process: many VMs wait for one upload. Rejects with cancelled, without a turn, when the signal says so first. */
export type Locks = <T>(name: string, body: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return async (name, body, signal) => {
    const before = tails.get(name) ?? Promise.resolve();
    const mine = before.then(() => {
      if (signal?.aborted) throw fail('cancelled', 'Cancelled');
      return body();
    });
    // The next in line waits for the end of this one, however it ends.
    const tail = mine.catch(() => undefined);
    tails.set(name, tail);
    void tail.then(() => {
      if (tails.get(name) === tail) tails.delete(name);
    });
    return signal ? untilAborted(before, mine, signal) : mine;
  };
}

/** Who waits for a turn leaves at once; who has it leaves by its own body. */
function untilAborted<T>(before: Promise<unknown>, mine: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(fail('cancelled', 'Cancelled'));
    const settle = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    void before.then(settle);
    mine.then(resolve, reject);
  });
}
