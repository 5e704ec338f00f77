import type { ChangeKey } from '@virtfleet/contracts/views';
import type { Db } from '@virtfleet/db/client';
import { forgetSamples, type MeasuredVm, putSamples } from '@virtfleet/db/metrics';
import type { Log } from '@virtfleet/telemetry/log';

/** What was measured at a time of this process's own clock. */
export type Sample = Omit<MeasuredVm, 'agoMs'> & { atMs: number };

/** Takes the samples of all hosts of a worker, and writes them together. */
export type SampleLog = {
  /** `key` is told once they can be read. */
  put(samples: readonly Sample[], key?: ChangeKey): void;
  /** Writes what waits, then takes no more. */
  close(): Promise<void>;
};

export type SampleLogInput = {
  db: Db;
  changed: (key: ChangeKey) => void;
  /** The hosts of this worker: what is too old of their VMs it takes away. */
  hostIds: () => readonly string[];
  log: Log;
};

/** Hosts are asked at any time: their samples wait so long for each other. One that a page waits for does not. */
const gatherMs = 1_000;
const retryMs = 5_000;
/** As many as ten minutes of a thousand VMs: when Postgres is away for longer, the oldest go. */
const mostWaiting = 10_000;
const forgetEveryMs = 10 * 60_000;

export function createSampleLog({ db, changed, hostIds, log }: SampleLogInput): SampleLog {
  let waiting: Sample[] = [];
  let keys: ChangeKey[] = [];
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;

  const schedule = (delayMs: number) => {
    const at = performance.now() + delayMs;
    if (closed || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(flush, delayMs);
  };
  const flush = () => {
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
    writing = writing.then(write);
    return writing;
  };
  const write = async () => {
    const [samples, told] = [waiting, keys];
    [waiting, keys] = [[], []];
    try {
      const now = performance.now();
      await putSamples(
        db,
        samples.map(({ atMs, ...sample }) => ({ ...sample, agoMs: Math.max(0, now - atMs) })),
      );
      for (const key of told) changed(key);
    } catch (error) {
      log.warn({ err: error, samples: samples.length }, 'could not keep what VMs use');
      waiting = [...samples, ...waiting].slice(-mostWaiting);
      keys = [...told, ...keys].slice(-mostWaiting);
      schedule(retryMs);
    }
  };

  const forget = () =>
    void forgetSamples(db, hostIds()).catch((error) => log.warn({ err: error }, 'could not take old samples away'));
  const forgetting = setInterval(forget, forgetEveryMs * (0.8 + Math.random() * 0.4));
  forgetting.unref();

  return {
    put(samples, key) {
      if (closed || samples.length === 0) return;
      waiting.push(...samples);
      if (key) keys.push(key);
      schedule(key ? 0 : gatherMs);
    },
    async close() {
      await flush();
      closed = true;
      clearTimeout(timer);
      clearInterval(forgetting);
    },
  };
}
