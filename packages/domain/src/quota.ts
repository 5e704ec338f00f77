import type { QuotaAmounts, QuotaLack, QuotaView } from '@virtfleet/contracts/views';

const dimensions = ['vms', 'vcpus', 'memoryMib', 'diskGib'] as const satisfies readonly (keyof QuotaAmounts)[];

/** Every limit that `asked` would go beyond; none when it fits. What is not asked for is not judged: a limit may lie below what is used. */
export function quotaLacks({ limits, used }: QuotaView, asked: QuotaAmounts): QuotaLack[] {
  return dimensions
    .map((dimension) => ({
      dimension,
      limit: limits[dimension],
      used: used[dimension],
      asked: asked[dimension],
    }))
    .filter((it) => it.asked > 0 && it.used + it.asked > it.limit);
}

/** In a sentence, for a button's reason and for the error. */
export function quotaRefusal(lacks: readonly QuotaLack[], vms = 1): string | null {
  if (lacks.length === 0) return null;
  const what = vms === 1 ? 'this VM' : `these ${vms} VMs`;
  return `This project’s quota has no room for ${what}: ${lacks.map(lackReason).join('; ')}`;
}

/** "3 of 20 VMs left", "1 of 40 vCPUs left, 2 asked for". */
export function lackReason({ dimension, limit, used, asked }: QuotaLack): string {
  const left = Math.max(0, limit - used);
  const words = `${number(dimension, left)} of ${amount(dimension, limit)} left`;
  return dimension === 'vms' && asked === 1 ? words : `${words}, ${number(dimension, asked)} asked for`;
}

/** One unit for the whole reason, so that its numbers can be compared. */
function number(dimension: keyof QuotaAmounts, value: number): string {
  return dimension === 'memoryMib' ? `${Math.round((value / 1024) * 100) / 100}` : String(value);
}

function amount(dimension: keyof QuotaAmounts, value: number): string {
  switch (dimension) {
    case 'vms':
      return `${value} VMs`;
    case 'vcpus':
      return `${value} vCPUs`;
    case 'memoryMib':
      return `${number(dimension, value)} GiB of memory`;
    case 'diskGib':
      return `${value} GiB of disk`;
  }
}
