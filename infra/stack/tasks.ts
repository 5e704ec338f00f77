/** Work side by side: when one fails, `signal` tells the others, and nobody goes on before all have come to their end. */
export type Tasks = {
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Throws what failed first. */
  settled(): Promise<void>;
};

export function sideBySide(signal: AbortSignal): Tasks {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const all: Promise<unknown>[] = [];
  return {
    run(work) {
      const promise = work(either);
      all.push(promise.catch((error: unknown) => failed.abort(error)));
      return promise;
    },
    async settled() {
      await Promise.all(all);
      failed.signal.throwIfAborted();
      signal.throwIfAborted();
    },
  };
}
