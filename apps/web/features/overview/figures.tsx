'use client';

import type { QuotaView, VmCounts, VmState } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { formatCount, formatGib, formatMib } from '@virtfleet/ui/format';
import { Meter } from '@virtfleet/ui/meter';
import { Dot } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { vmStates } from '../vms/states.ts';

type FiguresProps = { base: string; quota: QuotaView; counts: VmCounts };

/** What the project has of what it may have, and what its VMs do. */
export function Figures({ base, quota: { limits, used }, counts }: FiguresProps) {
  return (
    <div className="mb-4 grid grid-cols-2 gap-4 desk:grid-cols-4">
      <Figure label="VMs" value={formatCount(used.vms)} of={formatCount(limits.vms)} used={used.vms} limit={limits.vms}>
        <States base={base} counts={counts} />
      </Figure>
      <Figure
        label="vCPU"
        value={formatCount(used.vcpus)}
        of={formatCount(limits.vcpus)}
        used={used.vcpus}
        limit={limits.vcpus}
      />
      <Figure
        label="Memory"
        value={formatMib(used.memoryMib)}
        of={formatMib(limits.memoryMib)}
        used={used.memoryMib}
        limit={limits.memoryMib}
      />
      <Figure
        label="Disk"
        value={formatGib(used.diskGib)}
        of={formatGib(limits.diskGib)}
        used={used.diskGib}
        limit={limits.diskGib}
      />
    </div>
  );
}

type FigureProps = { label: string; value: string; of: string; used: number; limit: number; children?: ReactNode };

function Figure({ label, value, of, used, limit, children }: FigureProps) {
  const left = limit > 0 ? Math.round((used / limit) * 100) : null;
  return (
    <Card label={label}>
      <div className="text-ink-2">{label}</div>
      <div className="mt-0.5 mb-2.5 flex flex-wrap items-baseline gap-x-1.5 max-desk:flex-col">
        <span className="text-figure">{value}</span>
        <span className="text-ink-3">of {of}</span>
      </div>
      <Meter bare label={`${label} used`} value={used} max={limit} text={`${value} of ${of}`} />
      <div className="mt-2 min-h-5 truncate text-ink-2">
        {children ?? (left === null ? 'nothing allowed' : `${left} % of the quota`)}
      </div>
    </Card>
  );
}

/** Each state that there is, most first, as a search of the list. */
function States({ base, counts }: { base: string; counts: VmCounts }) {
  const states = (Object.entries(counts.byState) as [VmState, number][])
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  if (states.length === 0) return 'none yet';
  return (
    <span className="flex min-w-0 gap-x-3 overflow-hidden">
      {states.map(([state, count]) => (
        <Link
          key={state}
          href={`${base}/vms?q=state:${state}`}
          className="inline-flex shrink-0 items-baseline gap-1.5 rounded-tag -outline-offset-2 hover:text-ink"
        >
          <Dot tone={vmStates[state].tone} className="relative -top-px" />
          {formatCount(count)} {vmStates[state].word.toLowerCase()}
        </Link>
      ))}
    </span>
  );
}
