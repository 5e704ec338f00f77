import type { QuotaAmounts, QuotaView } from '@virtfleet/contracts/views';
import { formatCount } from '@virtfleet/ui/format';
import { Meter } from '@virtfleet/ui/meter';

const meters = [
  { key: 'vms', label: 'VMs', unit: '', of: 1 },
  { key: 'vcpus', label: 'vCPU', unit: '', of: 1 },
  { key: 'memoryMib', label: 'Memory', unit: ' GiB', of: 1024 },
  { key: 'diskGib', label: 'Disk', unit: ' GiB', of: 1 },
] as const;

type QuotaMetersProps = {
  quota: QuotaView;
  /** What would come beside what is used: the pale part. */
  asked?: QuotaAmounts | undefined;
};

/** What a project has of what it may have; with `asked`, after that too. */
export function QuotaMeters({ quota: { limits, used }, asked }: QuotaMetersProps) {
  return (
    <div className="grid gap-3">
      {meters.map(({ key, label, unit, of }) => {
        const extra = asked?.[key] ?? 0;
        const text = `${amount((used[key] + extra) / of)} of ${amount(limits[key] / of)}${unit}`;
        return <Meter key={key} label={label} value={used[key]} extra={extra} max={limits[key]} text={text} />;
      })}
    </div>
  );
}

/** 1234.5 → "1,234.5". */
function amount(value: number): string {
  const [whole = '', fraction] = String(Math.round(value * 100) / 100).split('.');
  return formatCount(Number(whole)) + (fraction ? `.${fraction}` : '');
}
