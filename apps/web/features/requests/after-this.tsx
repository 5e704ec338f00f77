import type { VmPlan } from '@virtfleet/contracts/plan';
import type { RequestPlan } from '@virtfleet/contracts/request';
import { Card } from '@virtfleet/ui/card';
import { formatMib } from '@virtfleet/ui/format';
import { Meter } from '@virtfleet/ui/meter';
import { QuotaMeters } from '../quota/meters.tsx';

type AfterThisProps = {
  plan: Pick<VmPlan, 'quota' | 'size' | 'vms'>;
  project: string;
  fleet: RequestPlan['fleet'];
};

/** What is left of the project's quota, and for those who decide of the fleet, once this is made. */
export function AfterThis({ plan: { quota, size, vms }, project, fleet }: AfterThisProps) {
  const { limits, before, after } = quota;
  const asked = {
    vms: after.vms - before.vms,
    vcpus: after.vcpus - before.vcpus,
    memoryMib: after.memoryMib - before.memoryMib,
    diskGib: after.diskGib - before.diskGib,
  };
  const memoryMib = (size?.memoryMib ?? 0) * vms.length;
  return (
    <Card title="After this">
      <p className="mb-3 text-ink-2">Of the quota of {project}:</p>
      <QuotaMeters quota={{ limits, used: before }} asked={asked} />
      {fleet && fleet.memoryMib > 0 && (
        <>
          <p className="mt-4 mb-3 text-ink-2">Of the hosts that are up:</p>
          <Meter
            label="Fleet memory"
            value={fleet.reservedMemoryMib}
            extra={memoryMib}
            max={fleet.memoryMib}
            text={left(fleet.memoryMib - fleet.reservedMemoryMib - memoryMib, fleet.memoryMib)}
          />
        </>
      )}
    </Card>
  );
}

/** "8 % left, 12 GiB" */
function left(mib: number, of: number): string {
  if (mib <= 0) return 'none left';
  const percent = Math.floor((mib / of) * 100);
  return `${percent} % left, ${formatMib(mib)}`;
}
