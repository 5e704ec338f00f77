import type { VmStatus } from '@virtfleet/contracts/views';
import { Since } from '@virtfleet/ui/relative-time';
import { StateBadge } from '@virtfleet/ui/state-badge';
import { vmStates } from './states.ts';

/** A VM's state as dot and word, the evidence in grey; `since`: else how long it holds. */
export function VmStateBadge({ status, since = false }: { status: VmStatus; since?: boolean }) {
  const { word, tone } = vmStates[status.state];
  const age =
    since && status.since && (status.state === 'running' || status.state === 'stopped') ? (
      <Since date={status.since} />
    ) : undefined;
  return (
    <StateBadge tone={tone} className="max-w-full max-desk:max-w-[70vw]" evidence={status.evidence ?? age}>
      {word}
    </StateBadge>
  );
}
