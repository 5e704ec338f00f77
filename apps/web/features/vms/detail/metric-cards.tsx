'use client';

import type { VmSample } from '@virtfleet/contracts/metrics';
import type { VmDetail } from '@virtfleet/contracts/views';
import { formatCount, formatMib } from '@virtfleet/ui/format';
import { MetricCard } from '@virtfleet/ui/metric-card';
import { Spark } from '@virtfleet/ui/spark';
import { formatLive } from './rates.ts';
import { useMetrics } from './use-metrics.ts';

/** As many points of two seconds as a spark shows: two minutes. */
const sparkSamples = 60;
/** Beneath it a line is flat: a few packets are no traffic. */
const quietBps = 64 * 1024;

/** What it uses now, and how that went in the last minutes. */
export function MetricCards({ vm }: { vm: VmDetail }) {
  const samples = useMetrics(vm.id, 'live')?.samples.slice(-sparkSamples) ?? [];
  const running = vm.status.state === 'running';
  const now = running ? samples.at(-1) : undefined;
  const why = running ? 'measuring…' : 'not running';
  const spark = (of: (sample: VmSample) => number | null, max: number) => (
    <Spark values={running ? padded(samples.map(of)) : []} max={max} />
  );
  const memory = now?.memoryUsedMib ?? null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <MetricCard
        label="CPU"
        figure={now ? `${Math.round((now.cpuCores / vm.vcpus) * 100)} %` : null}
        note={now ? `of ${vm.vcpus} vCPU` : why}
        spark={spark(({ cpuCores }) => cpuCores, vm.vcpus)}
      />
      <MetricCard
        label="Memory"
        figure={memory === null ? null : formatLive(memory * 2 ** 20)}
        note={memory === null ? (now ? 'its guest does not tell' : why) : `of ${formatMib(vm.memoryMib)}`}
        spark={spark(({ memoryUsedMib }) => memoryUsedMib, vm.memoryMib)}
      />
      <MetricCard
        label="Disk"
        figure={now ? `${formatLive(now.diskReadBps + now.diskWriteBps)}/s` : null}
        note={now ? `${formatCount(Math.round(now.diskReadIops + now.diskWriteIops))} IOPS` : why}
        spark={spark(({ diskReadBps, diskWriteBps }) => diskReadBps + diskWriteBps, quietBps)}
      />
      <MetricCard
        label="Network"
        figure={now ? `${formatLive(now.rxBps)}/s` : null}
        note={now ? `in, ${formatLive(now.txBps)}/s out` : why}
        spark={spark(({ rxBps, txBps }) => rxBps + txBps, quietBps)}
      />
    </div>
  );
}

/** The present stands at the right from the first sample on. */
const padded = (values: readonly (number | null)[]): (number | null)[] => [
  ...Array.from({ length: sparkSamples - values.length }, () => null),
  ...values,
];
