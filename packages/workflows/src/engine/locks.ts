/** A lock per name within this process: many VMs wait for one upload. */
export type Locks = <T>(name: string, body: () => Promise<T>) => Promise<T>;

export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return async (name, body) => {
    const before = tails.get(name) ?? Promise.resolve();
    const mine = before.then(body);
    // The next in line waits for the end of this one, however it ends.
    const tail = mine.catch(() => undefined);
    tails.set(name, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(name) === tail) tails.delete(name);
    }
  };
}
