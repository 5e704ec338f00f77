'use client';

import type { OperationRecord, VmDetail } from '@virtfleet/contracts/views';
import { WholeOperation } from '../../operations/history.tsx';
import { newestStory } from '../../operations/words.ts';
import { VmFacts } from '../facts.tsx';
import { VmFailure } from '../failure.tsx';
import { WhyHere } from '../placement.tsx';
import { CloudInitFailure, GuestCard } from './guest.tsx';
import { MetricCards } from './metric-cards.tsx';

/** What it uses now, the newest operation as the story of the present, and the facts beside it. */
export function Overview({ vm, operations }: { vm: VmDetail; operations: readonly OperationRecord[] }) {
  const shown = newestStory(operations);
  return (
    <div className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
      <div className="grid min-w-0 content-start gap-4">
        <VmFailure vm={vm} operations={operations} />
        {vm.failure === null && <MetricCards vm={vm} />}
        <CloudInitFailure vm={vm} />
        {shown && <WholeOperation key={shown.id} record={shown} />}
        <GuestCard vm={vm} />
      </div>
      <div className="grid min-w-0 content-start gap-4">
        <VmFacts vm={vm} />
        <WhyHere vm={vm} />
      </div>
    </div>
  );
}
