import type { HostAgent } from '@virtfleet/agent/types';
import type { CloudInitStatus, GuestFacts } from '@virtfleet/contracts/guest';
import type { ChangeKey } from '@virtfleet/contracts/views';
import type { Db } from '@virtfleet/db/client';
import { type DomainVm, putGuest } from '@virtfleet/db/guests';
import type { Log } from '@virtfleet/telemetry/log';
import type { HostVms } from './vms.ts';

export type GuestTimes = {
  /** After its agent is there; what boots with it comes a little later. */
  afterAgentMs: number;
  /** The first look at a guest whose agent may be there already, at most. */
  firstMs: number;
  /** While cloud-init is at work; half as much again each time. */
  workingMs: { first: number; most: number };
  /** When all is done. */
  settledMs: number;
  /** The same for one that a page watches. */
  watchedMs: number;
  /** After an agent that did not answer; twice as much each time. */
  silentMs: { first: number; most: number };
};
export const guestTimes: GuestTimes = {
  afterAgentMs: 1_500,
  firstMs: 10_000,
  workingMs: { first: 3_000, most: 60_000 },
  settledMs: 10 * 60_000,
  watchedMs: 30_000,
  silentMs: { first: 10_000, most: 15 * 60_000 },
};

export type GuestsInput = {
  agent: HostAgent;
  isReady: () => boolean;
  vms: HostVms;
  db: Db;
  changed: (key: ChangeKey) => void;
  log: Log;
  times?: GuestTimes;
};

export type Guests = {
  /** The domains that are active there now. */
  active(domainNames: readonly string[]): void;
  watch(domainName: string): void;
  stop(): void;
};

type Guest = {
  vm: DomainVm;
  dueMs: number;
  lookedMs: number;
  watchedUntilMs: number;
  /** How often in a row its agent was silent, or cloud-init at work. */
  silent: number;
  working: number;
  last: GuestFacts | null;
};

/** A page that watches says so every ten seconds. */
const watchHoldMs = 15_000;
/** Until a host that is away is asked whether it is back. */
const awayMs = 5_000;
/** Half an hour: a cloud-init that never ends is not waited for any more. */
const mostWorking = 40;
const atWork: readonly (CloudInitStatus | null)[] = ['running', 'not_run', 'unknown'];
const isAtWork = ({ cloudInit }: Pick<GuestFacts, 'cloudInit'>) => atWork.includes(cloudInit?.status ?? null);

/** Reads back what the guests of one host tell by their agents, one after the other: often while cloud-init works, then rarely. */
export function readGuests({ agent, isReady, vms, db, changed, log, times = guestTimes }: GuestsInput): Guests {
  const guests = new Map<string, Guest>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let stopped = false;

  const somewhat = (ms: number) => ms * (0.8 + Math.random() * 0.4);
  const setDue = (domainName: string, inMs: number) => {
    const guest = guests.get(domainName);
    if (guest) guest.dueMs = Math.min(guest.dueMs, performance.now() + inMs);
    schedule();
  };

  const add = async (domainNames: readonly string[], firstMs: number) => {
    const known = await vms.find(domainNames);
    for (const name of domainNames) {
      const vm = known.get(name);
      if (!vm || guests.has(name)) continue;
      // What another worker, or an earlier run of this one, has read already is not read again at once.
      const settled = vm.guestSeenAt !== null && !atWork.includes(vm.cloudInit);
      const dueMs = performance.now() + Math.random() * (settled ? times.settledMs : firstMs);
      guests.set(name, { ...{ vm, dueMs, lookedMs: 0, watchedUntilMs: 0, silent: 0, working: 0 }, last: null });
    }
    schedule();
  };
  const quietly = (running: Promise<void>) =>
    void running.catch((error) => log.debug({ err: error }, 'could not look for guests'));

  const schedule = () => {
    clearTimeout(timer);
    if (busy || stopped || guests.size === 0) return;
    const due = Math.min(...[...guests.values()].map(({ dueMs }) => dueMs));
    timer = setTimeout(next, Math.max(isReady() ? 0 : awayMs, due - performance.now()));
  };
  const next = async () => {
    const now = performance.now();
    const guest = [...guests.values()].filter(({ dueMs }) => dueMs <= now).sort((a, b) => a.dueMs - b.dueMs)[0];
    if (guest && isReady()) {
      busy = true;
      guest.dueMs = Number.POSITIVE_INFINITY;
      const inMs = await look(guest).catch((error) => {
        log.debug({ err: error, vm: guest.vm.vmId }, 'could not ask a guest');
        return pauseAfterSilence(guest);
      });
      guest.dueMs = Math.min(guest.dueMs, performance.now() + inMs);
      busy = false;
    }
    schedule();
  };

  const pauseAfterSilence = (guest: Guest) =>
    somewhat(Math.min(times.silentMs.most, times.silentMs.first * 2 ** Math.min(guest.silent++, 20)));

  /** Answers when to look again. */
  const look = async (guest: Guest): Promise<number> => {
    const told = await ask(guest);
    if (told === null) return pauseAfterSilence(guest);
    // One that was too busy to tell is still at what it was at.
    const busy = told.cloudInit?.status === 'unknown' && guest.last !== null && guest.working < mostWorking;
    const facts = busy ? { ...told, cloudInit: guest.last?.cloudInit ?? null } : told;
    guest.silent = 0;
    guest.lookedMs = performance.now();
    if (!stopped && guests.get(guest.vm.domainName) === guest) await keep(guest, facts);
    guest.working = isAtWork(facts) ? guest.working + 1 : 0;
    const { first, most } = times.workingMs;
    if (guest.working > 0 && guest.working <= mostWorking)
      return somewhat(Math.min(most, first * 1.5 ** (guest.working - 1)));
    return guest.watchedUntilMs > performance.now() ? times.watchedMs : somewhat(times.settledMs);
  };

  /** While cloud-init works that alone is asked for, mostly. */
  const ask = async ({ vm: { domainName }, last, working }: Guest): Promise<GuestFacts | null> => {
    if (last && working > 0 && working % 5 !== 0) {
      const told = await agent.cloudInit(domainName);
      if (told === null || isAtWork(told)) return told && { ...last, ...told };
    }
    return agent.guest(domainName);
  };

  const keep = async (guest: Guest, facts: GuestFacts) => {
    const isNews = !guest.last || !alike(guest.last, facts) || guest.watchedUntilMs > performance.now();
    guest.last = facts;
    await putGuest(db, guest.vm.vmId, facts);
    if (isNews) changed({ kind: 'vms', id: guest.vm.vmId, projectId: guest.vm.projectId });
  };

  const begin = (domainName: string, inMs: number) => {
    const guest = guests.get(domainName);
    if (!guest) return quietly(add([domainName], inMs));
    Object.assign(guest, { silent: 0, working: 0 });
    setDue(domainName, inMs);
  };
  const unsubscribe = agent.onEvent((event) => {
    if (event.kind === 'resumed') return;
    const { domainName } = event;
    if (event.kind === 'other') {
      if (event.event === 'agent-lifecycle' && event.detail.includes("'connected'"))
        begin(domainName, times.afterAgentMs);
    } else if (event.event === 'Stopped' || event.event === 'Undefined') guests.delete(domainName);
    else if (event.event === 'Started' || event.event === 'Resumed') begin(domainName, times.firstMs);
  });

  return {
    active(domainNames) {
      const there = new Set(domainNames);
      for (const name of guests.keys()) if (!there.has(name)) guests.delete(name);
      quietly(
        add(
          domainNames.filter((name) => !guests.has(name)),
          times.firstMs,
        ),
      );
    },
    watch(domainName) {
      const guest = guests.get(domainName);
      if (!guest) return;
      const now = performance.now();
      guest.watchedUntilMs = now + watchHoldMs;
      // One that is silent is not asked more often because somebody looks.
      if (guest.silent === 0 && guest.lookedMs > 0)
        setDue(domainName, Math.max(0, guest.lookedMs + times.watchedMs - now));
    },
    stop() {
      stopped = true;
      unsubscribe();
      clearTimeout(timer);
    },
  };
}

/** Whether a page would show the same: how full its filesystems are, to a hundredth. */
function alike(a: GuestFacts, b: GuestFacts): boolean {
  const shown = (facts: GuestFacts) =>
    JSON.stringify({
      ...facts,
      filesystems: facts.filesystems.map(({ mount, totalBytes, usedBytes }) => [
        ...[mount, totalBytes, Math.round((usedBytes / totalBytes) * 100)],
      ]),
    });
  return shown(a) === shown(b);
}
