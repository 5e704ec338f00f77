import { z } from 'zod';
import { id } from './ids.ts';

export { sparkEveryMs, watchEveryMs } from './metrics-pace.ts';

/** How far back: what an open page watches, or the last hour or day. */
export const metricsRange = z.enum(['live', '1h', '24h']);
export type MetricsRange = z.infer<typeof metricsRange>;

export const vmMetricsInput = z.object({ vmId: id, range: metricsRange });

/** From an open page every `watchEveryMs` at most: the VM is sampled every 2 s until a while after the last one. */
export const watchVmInput = z.object({ vmId: id });

export const vmSparksInput = z.object({ projectId: id, vmIds: z.array(id).max(500) });

/** What a VM used on average in the time that ends at `at`. */
export type VmSample = {
  at: Date;
  /** Cores of its host: 1.5 is one and a half. More than its vCPUs is possible, as its host works for it too. */
  cpuCores: number;
  /** As its guest tells, without what it merely caches; null: it does not tell. */
  memoryUsedMib: number | null;
  diskReadBps: number;
  diskWriteBps: number;
  diskReadIops: number;
  diskWriteIops: number;
  rxBps: number;
  txBps: number;
};

/** What a VM has used since it was started. Null: it could not be told just then. */
export type Counters = {
  cpuNs: number | null;
  /** What its guest uses now, and when it said so, in seconds by some clock. */
  memory: { usedMib: number; toldAt: number } | null;
  disk: { readBytes: number; writeBytes: number; reads: number; writes: number } | null;
  /** From the side of the guest. */
  net: { rxBytes: number; txBytes: number } | null;
};

/** Oldest first, `everyMs` apart. Where nothing could be measured there is no sample: `chartColumns` shows that as a gap. */
export type VmMetrics = { samples: VmSample[]; everyMs: number };

/** By VM: cores of the last hour, a value each two minutes, oldest first; null: not measured. */
export type VmSparks = Record<string, (number | null)[]>;
export const sparkPoints = 30;

type Measure = Exclude<keyof VmSample, 'at'>;
const measures = [
  ...['cpuCores', 'memoryUsedMib', 'diskReadBps', 'diskWriteBps', 'diskReadIops', 'diskWriteIops', 'rxBps', 'txBps'],
] as Measure[];
export type ChartColumns = { at: number[] } & Record<Measure, (number | null)[]>;

/** As a chart takes them: times in seconds, and each measure beside them. A point without values stands in each gap, so that no line crosses it. */
export function chartColumns({ samples, everyMs }: VmMetrics): ChartColumns {
  const columns: ChartColumns = {
    ...{ at: [], cpuCores: [], memoryUsedMib: [], diskReadBps: [], diskWriteBps: [] },
    ...{ diskReadIops: [], diskWriteIops: [], rxBps: [], txBps: [] },
  };
  let last: number | null = null;
  for (const sample of samples) {
    const at = sample.at.getTime();
    if (last !== null && at - last > 2.5 * everyMs) {
      columns.at.push((last + everyMs) / 1000);
      for (const measure of measures) columns[measure].push(null);
    }
    columns.at.push(at / 1000);
    for (const measure of measures) columns[measure].push(sample[measure]);
    last = at;
  }
  return columns;
}
