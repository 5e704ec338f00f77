import type { DomainCounters, HostAgent } from '@virtfleet/agent/types';
import type { WatchedVm } from '@virtfleet/db/notify';
import { freshMemory, type MemoryHeard, usedBetween } from '@virtfleet/domain/metrics';
import type { Log } from '@virtfleet/telemetry/log';
import type { Sample, SampleLog } from './samples.ts';
import type { HostVms } from './vms.ts';

export type UsageTimes = {
  /** Between two looks at all VMs of a host. */
  everyMs: number;
  /** Between two looks at one that a page watches. */
  watchedMs: number;
  /** How long it counts as watched after the page said so. */
  holdMs: number;
  /** The first look, at most; hosts that came together are not asked together. */
  firstMs: number;
};
export const usageTimes: UsageTimes = { everyMs: 60_000, watchedMs: 2_000, holdMs: 15_000, firstMs: 15_000 };

/** A host that takes long to tell is asked less often: this part of its time at most. */
const mostOfItsTime = 0.025;
/** A span of more than so many steps is no sample: what was used in it, and when, is not known. */
const longestSteps = 2.5;
/** Until a host that is away is asked whether it is back. */
const awayMs = 5_000;

type Look = { counters: DomainCounters; atMs: number };

export type UsageInput = {
  agent: HostAgent;
  isReady: () => boolean;
  vms: HostVms;
  samples: SampleLog;
  /** The domains that are active there now. */
  onActive: (domainNames: readonly string[]) => void;
  log: Log;
  times?: UsageTimes;
};

export type Usage = { watch(vm: WatchedVm): void; stop(): void };

/** Measures what the VMs of one host use: all each minute, those that a page watches each two seconds. */
export function sampleUsage({ agent, isReady, vms, samples, onActive, log, times = usageTimes }: UsageInput): Usage {
  let stopped = false;
  let all = new Map<string, Look>();
  const memories = new Map<string, MemoryHeard>();
  const watched = new Map<string, WatchedVm & { untilMs: number; before: Look | null }>();
  let timer: NodeJS.Timeout | undefined;
  let watching: NodeJS.Timeout | null = null;

  /** The host looked somewhere between question and answer. */
  const look = async (domainName?: string) => {
    const from = performance.now();
    const found = await agent.counters(domainName);
    const now = performance.now();
    return {
      looks: found.map((counters) => ({ counters: trusted(counters, now), atMs: (from + now) / 2 })),
      tookMs: now - from,
    };
  };
  const trusted = (counters: DomainCounters, nowMs: number): DomainCounters => {
    const { memory, heard } = freshMemory(counters.memory, memories.get(counters.name), nowMs);
    if (heard) memories.set(counters.name, heard);
    else memories.delete(counters.name);
    return { ...counters, memory };
  };

  const sampleOf = (
    vmId: string,
    fine: boolean,
    before: Look | null | undefined,
    after: Look,
    stepMs: number,
  ): Sample[] => {
    const ms = before ? after.atMs - before.atMs : 0;
    if (!before || ms > longestSteps * stepMs) return [];
    const used = usedBetween(before.counters, after.counters, ms);
    return used ? [{ ...used, vmId, fine, ms: Math.round(ms), atMs: after.atMs }] : [];
  };

  let stepMs = times.everyMs;
  const lookAtAll = async () => {
    const { looks, tookMs } = await look();
    const active = looks.map(({ counters }) => counters.name);
    vms.keepOnly(active);
    const known = await vms.find(active);
    const next = new Map<string, Look>();
    const found: Sample[] = [];
    for (const after of looks) {
      const { name } = after.counters;
      const vm = known.get(name);
      if (!vm) continue;
      const before = all.get(name);
      found.push(...sampleOf(vm.vmId, false, before, after, stepMs));
      // One that was too busy to tell is measured from where it last told.
      next.set(name, before && !isWhole(after.counters) ? before : after);
    }
    all = next;
    for (const name of memories.keys()) if (!next.has(name)) memories.delete(name);
    samples.put(found);
    onActive([...next.keys()]);
    stepMs = Math.max(times.everyMs, tookMs / mostOfItsTime);
  };
  const run = async () => {
    const from = performance.now();
    try {
      if (isReady()) await lookAtAll();
      else all.clear();
    } catch (error) {
      log.debug({ err: error }, 'could not measure what VMs use');
    }
    const wait = isReady() ? from + stepMs - performance.now() : Math.min(stepMs, awayMs);
    if (!stopped) timer = setTimeout(run, Math.max(0, wait));
  };
  timer = setTimeout(run, Math.random() * times.firstMs);

  const lookAtWatched = async () => {
    const from = performance.now();
    for (const [vmId, vm] of watched) {
      if (vm.untilMs < performance.now()) watched.delete(vmId);
      else if (isReady() && !stopped) await lookAtOne(vm);
    }
    const tookMs = performance.now() - from;
    const pauseMs = Math.max(times.watchedMs - tookMs, tookMs / mostOfItsTime);
    watching = watched.size > 0 && !stopped ? setTimeout(lookAtWatched, pauseMs) : null;
  };
  const lookAtOne = async (vm: WatchedVm & { before: Look | null }) => {
    try {
      const [after] = (await look(vm.domainName)).looks;
      if (!after) return;
      const found = sampleOf(vm.vmId, true, vm.before, after, times.watchedMs);
      vm.before = vm.before && !isWhole(after.counters) ? vm.before : after;
      samples.put(found, { kind: 'metrics', id: vm.vmId, projectId: vm.projectId });
    } catch (error) {
      log.debug({ err: error, vm: vm.vmId }, 'could not measure what a VM uses');
    }
  };

  // Counters begin anew with QEMU; where that may have been missed, nothing is measured from before.
  const unsubscribe = agent.onEvent((event) => {
    if (event.kind === 'resumed') {
      all.clear();
      for (const vm of watched.values()) vm.before = null;
    } else if (event.kind === 'lifecycle' && (event.event === 'Started' || event.event === 'Stopped')) {
      all.delete(event.domainName);
      for (const vm of watched.values()) if (vm.domainName === event.domainName) vm.before = null;
    }
  });

  return {
    watch(vm) {
      const untilMs = performance.now() + times.holdMs;
      const known = watched.get(vm.vmId);
      if (known) known.untilMs = untilMs;
      else watched.set(vm.vmId, { ...vm, untilMs, before: null });
      if (!stopped) watching ??= setTimeout(lookAtWatched);
    },
    stop() {
      stopped = true;
      unsubscribe();
      clearTimeout(timer);
      if (watching) clearTimeout(watching);
    },
  };
}

const isWhole = ({ cpuNs, disk, net }: DomainCounters) => cpuNs !== null && disk !== null && net !== null;
