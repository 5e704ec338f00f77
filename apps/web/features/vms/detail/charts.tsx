'use client';

import { type ChartColumns, chartColumns, type MetricsRange, metricsRange } from '@virtfleet/contracts/metrics';
import type { VmDetail } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { Chip } from '@virtfleet/ui/choice-chips';
import { formatMib } from '@virtfleet/ui/format';
import { type ChartLook, TimeChart } from '@virtfleet/ui/time-chart';
import { useMemo, useState } from 'react';
import { formatCores, formatRate } from './rates.ts';
import { useMetrics } from './use-metrics.ts';

const ranges: Record<MetricsRange, { label: string; seconds: number; words: string }> = {
  live: { label: 'Live', seconds: 300, words: 'In the last 5 minutes' },
  '1h': { label: '1 hour', seconds: 3600, words: 'In the last hour' },
  '24h': { label: '24 hours', seconds: 86_400, words: 'In the last 24 hours' },
};

type Measure = Exclude<keyof ChartColumns, 'at'>;
type Chart = { title: string; look: ChartLook; measures: readonly Measure[] };

function chartsOf({ vcpus, memoryMib }: Pick<VmDetail, 'vcpus' | 'memoryMib'>): Chart[] {
  const sync = 'vm';
  const rates = { format: formatRate, top: 64 * 1024, binary: true, axisWidth: 76, sync };
  return [
    {
      title: `CPU, of ${vcpus} vCPU`,
      look: { series: [{ label: 'Cores', tone: 'accent' }], format: formatCores, top: vcpus, axisWidth: 40, sync },
      measures: ['cpuCores'],
    },
    {
      title: `Memory, of ${formatMib(memoryMib)}`,
      look: {
        series: [{ label: 'Used', tone: 'accent' }],
        format: formatMib,
        top: memoryMib,
        binary: true,
        axisWidth: 64,
        sync,
      },
      measures: ['memoryUsedMib'],
    },
    {
      title: 'Disk',
      look: {
        ...rates,
        series: [
          { label: 'Read', tone: 'accent' },
          { label: 'Written', tone: 'purple' },
        ],
      },
      measures: ['diskReadBps', 'diskWriteBps'],
    },
    {
      title: 'Network',
      look: {
        ...rates,
        series: [
          { label: 'In', tone: 'accent' },
          { label: 'Out', tone: 'purple' },
        ],
      },
      measures: ['rxBps', 'txBps'],
    },
  ];
}

/** How much it used, live and back to a day. */
export function Charts({ vm }: { vm: VmDetail }) {
  const hour = useMetrics(vm.id, '1h');
  // Of one that is young, an hour shows nothing yet; what it begins with is decided once.
  const [chosen, setRange] = useState<MetricsRange | null>(null);
  if (chosen === null && hour) setRange(hour.samples.length < 5 ? 'live' : '1h');
  const range = chosen ?? '1h';
  const asked = useMetrics(vm.id, range);
  const metrics = range === '1h' ? hour : asked;
  const { vcpus, memoryMib } = vm;
  const charts = useMemo(() => chartsOf({ vcpus, memoryMib }), [vcpus, memoryMib]);
  const columns = useMemo(() => chartColumns(metrics ?? { samples: [], everyMs: 2000 }), [metrics]);
  const { seconds, words } = ranges[range];
  const to = columns.at.at(-1) ?? 0;
  const end = Math.max(to, to === 0 ? Date.now() / 1000 : to);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
        <div role="group" aria-label="How far back" className="flex gap-2">
          {metricsRange.options.map((value) => (
            <Chip key={value} pressed={value === range} onClick={() => setRange(value)}>
              {ranges[value].label}
            </Chip>
          ))}
        </div>
        <span className="text-ink-3">{how(range, vm)}</span>
      </div>
      <div className="grid gap-4 desk:grid-cols-2">
        {charts.map(({ title, look, measures }) => {
          const values = measures.map((measure) => columns[measure]);
          return (
            <Card key={title} label={title}>
              <TimeChart
                title={title}
                look={look}
                data={{ at: columns.at, values, from: end - seconds, to: end }}
                summary={metrics ? summaryOf(words, look, values) : 'Loading…'}
              />
            </Card>
          );
        })}
      </div>
    </>
  );
}

function how(range: MetricsRange, { status }: VmDetail): string {
  if (status.state !== 'running')
    return 'It does not run: nothing is measured now. What was measured is kept for 24 hours.';
  if (range === 'live') return 'Measured every 2 s while this page is open.';
  return range === '1h' ? 'A value each minute.' : 'The mean of each 5 minutes; kept for 24 hours.';
}

/** "In the last hour: cores 0.38 on average, 1.2 at most." */
function summaryOf(
  words: string,
  { series, format }: ChartLook,
  values: readonly (readonly (number | null)[])[],
): string {
  const parts = series.flatMap(({ label }, n) => {
    const known = values[n]?.filter((value) => value !== null) ?? [];
    if (known.length === 0) return [];
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return `${label.toLowerCase()} ${format(mean)} on average, ${format(Math.max(...known))} at most`;
  });
  return parts.length > 0 ? `${words}: ${parts.join('; ')}.` : `${words} nothing was measured.`;
}
