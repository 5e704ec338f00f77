import type { Counters, VmSample } from '@virtfleet/contracts/metrics';

/** Shorter spans are all noise: the times at which a host looked are known to a few milliseconds. */
const leastMs = 500;

/**
 * What was used between two looks that lie `ms` apart; null: nothing can be said. A counter that fell began anew in between, so
 * what was used before that is not known; one that is missing was not told.
 */
export function usedBetween(before: Counters, after: Counters, ms: number): Omit<VmSample, 'at'> | null {
  if (!(ms >= leastMs)) return null;
  if (before.cpuNs === null || after.cpuNs === null) return null;
  if (!before.disk || !after.disk || !before.net || !after.net) return null;
  const perSecond = (from: number, to: number) => ((to - from) * 1000) / ms;
  const used = {
    cpuCores: (after.cpuNs - before.cpuNs) / (ms * 1e6),
    diskReadBps: perSecond(before.disk.readBytes, after.disk.readBytes),
    diskWriteBps: perSecond(before.disk.writeBytes, after.disk.writeBytes),
    diskReadIops: perSecond(before.disk.reads, after.disk.reads),
    diskWriteIops: perSecond(before.disk.writes, after.disk.writes),
    rxBps: perSecond(before.net.rxBytes, after.net.rxBytes),
    txBps: perSecond(before.net.txBytes, after.net.txBytes),
  };
  if (Object.values(used).some((value) => !(value >= 0 && Number.isFinite(value)))) return null;
  return { ...used, memoryUsedMib: after.memory?.usedMib ?? null };
}

/** A guest that stopped telling is not believed for longer: its driver tells every ten seconds. */
const memoryHoldsMs = 90_000;

/** When each guest told its memory last, by our clock: that of its host may be anything. */
export type MemoryHeard = { toldAt: number; heardAtMs: number };

/** What a guest said of its memory, unless it has been saying just that for too long. */
export function freshMemory(
  memory: Counters['memory'],
  heard: MemoryHeard | undefined,
  nowMs: number,
): { memory: Counters['memory']; heard: MemoryHeard | undefined } {
  if (!memory) return { memory, heard: undefined };
  if (heard?.toldAt !== memory.toldAt) return { memory, heard: { toldAt: memory.toldAt, heardAtMs: nowMs } };
  return { memory: nowMs - heard.heardAtMs <= memoryHoldsMs ? memory : null, heard };
}
