import { fail } from '@virtfleet/contracts/errors';

export type Slots = {
  /** Waits for a free slot, first come first served; answers the way to give it back. */
  take(options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<() => void>;
  readonly used: number;
};

/** A bounded number of channels: sshd refuses the 11th session of a connection (MaxSessions), so the rest must queue here. */
export function createSlots(limit: number): Slots {
  let used = 0;
  const waiting: (() => void)[] = [];

  function release() {
    const next = waiting.shift();
    if (next) next();
    else used--;
  }
  /** Giving back twice would let one too many in. */
  function slot(): () => void {
    let held = true;
    return () => {
      if (held) release();
      held = false;
    };
  }

  return {
    get used() {
      return used;
    },
    take({ signal, timeoutMs = 30_000 } = {}) {
      if (signal?.aborted) return Promise.reject(fail('cancelled', 'Cancelled'));
      if (used < limit) {
        used++;
        return Promise.resolve(slot());
      }
      return new Promise((resolve, reject) => {
        const settle = (done: () => void) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
          const at = waiting.indexOf(admit);
          if (at >= 0) waiting.splice(at, 1);
          done();
        };
        const admit = () => settle(() => resolve(slot()));
        const abort = () => settle(() => reject(fail('cancelled', 'Cancelled')));
        const busy = () =>
          settle(() =>
            reject(
              fail('host_unreachable', 'The host is busy with our other commands', {
                detail: `no free channel within ${timeoutMs} ms; nothing was sent`,
              }),
            ),
          );
        const timer = setTimeout(busy, timeoutMs);
        signal?.addEventListener('abort', abort, { once: true });
        waiting.push(admit);
      });
    },
  };
}
