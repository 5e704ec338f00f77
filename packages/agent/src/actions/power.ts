import { fail } from '@virtfleet/contracts/errors';
import type { PowerState } from '@virtfleet/contracts/views';
import { startWords } from '@virtfleet/libvirt/commands';
import { parseDomainState } from '@virtfleet/libvirt/parse-domain';
import { pause } from '../pause.ts';
import type { VirshReads } from '../persistent-virsh.ts';
import type { DomainObservation, HostEvent } from '../types.ts';
import { ask, change, type HostContext, named, orAsSeen } from './context.ts';

/** A guest that is still booting hears nothing of ACPI, so it is asked again. */
const askAgainMs = 10_000;
/** Events may be lost with their connection: the state is looked at this often as well. */
const lookMs = 2_000;
/** How long a stream of events that is about to begin again is waited for. */
const eventsWithinMs = 5_000;

/** A domain as the host has it now; null: there is none. */
export async function observeDomain(reads: VirshReads, domainName: string): Promise<DomainObservation | null> {
  const [state, uuid] = await Promise.all([
    ask(reads, 'no_domain', 'domstate', '--reason', named(domainName)),
    ask(reads, 'no_domain', 'domuuid', named(domainName)),
  ]);
  if (state === null || uuid === null) return null;
  return { uuid: uuid.trim(), name: domainName, ...parseDomainState(state) };
}

export const isActive = (state: PowerState) => state === 'running' || state === 'paused' || state === 'unknown';

export async function start(ctx: HostContext, domainName: string): Promise<void> {
  await orAsSeen(
    async () => {
      await change(ctx, startWords(named(domainName)), ['already_running'], { timeoutMs: 90_000 });
    },
    async () => ((await observeDomain(ctx.reads, domainName))?.state === 'running' ? undefined : null),
  );
}

/** Pulls the plug. One that does not run, or is not there, is fine. */
export async function forceOff(ctx: HostContext, domainName: string): Promise<void> {
  await orAsSeen(
    async () => {
      await change(ctx, ['destroy', named(domainName)], ['not_running', 'no_domain'], { timeoutMs: 60_000 });
    },
    async () => {
      const domain = await observeDomain(ctx.reads, domainName);
      return domain && isActive(domain.state) ? null : undefined;
    },
  );
}

/** Asks the guest by ACPI and waits; false: it did not go down in time. Rejects with cancelled when the signal says so. */
export async function shutdown(
  ctx: HostContext,
  domainName: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const watch = watchDomain(ctx, domainName, (event) => event.kind === 'lifecycle' && event.event === 'Stopped');
  const deadline = performance.now() + timeoutMs;
  try {
    for (let askedAt = Number.NEGATIVE_INFINITY; ; ) {
      if (signal?.aborted) throw fail('cancelled', 'Cancelled');
      const domain = await observeDomain(ctx.polls, domainName);
      if (!domain || !isActive(domain.state)) return true;
      const now = performance.now();
      if (now >= deadline) return false;
      if (now - askedAt >= askAgainMs) {
        askedAt = now;
        const trouble = await change(
          ctx,
          ['shutdown', named(domainName), '--mode', 'acpi'],
          ['not_running', 'no_domain'],
        );
        if (trouble) return true;
      }
      await watch.seenWithin(Math.min(lookMs, deadline - performance.now()), signal);
    }
  } finally {
    watch.stop();
  }
}

/**
 * Asks the guest by ACPI and waits for its reboot event; after the timeout resets it, and says so. A guest that went off instead
 * is started. Nothing but the event tells that a guest rebooted: where it may have been missed, that is said, and nothing is reset.
 */
export async function reboot(
  ctx: HostContext,
  domainName: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<'guest' | 'reset'> {
  const before = await observeDomain(ctx.reads, domainName);
  if (!before) throw fail('not_found', `${ctx.host.name} has no domain ${domainName}`);
  if (before.state !== 'running') throw fail('not_allowed_now', `${domainName} is ${before.state} on ${ctx.host.name}`);
  await ctx.events.whole(eventsWithinMs, signal);
  if (signal?.aborted) throw fail('cancelled', 'Cancelled');
  const watch = watchDomain(ctx, domainName, (event) => event.kind === 'other' && event.event === 'reboot');
  try {
    const missedNone = ctx.events.mark();
    const deadline = performance.now() + timeoutMs;
    await change(ctx, ['reboot', named(domainName), '--mode', 'acpi'], []);
    for (;;) {
      if (await watch.seenWithin(Math.min(lookMs, deadline - performance.now()), signal)) return 'guest';
      if (signal?.aborted) throw fail('cancelled', 'Cancelled');
      const domain = await observeDomain(ctx.polls, domainName);
      if (domain && !isActive(domain.state)) {
        await start(ctx, domainName);
        return 'guest';
      }
      if (performance.now() < deadline) continue;
      if (!missedNone()) throw notSeen(ctx, domainName);
      await change(ctx, ['reset', named(domainName)], []);
      return 'reset';
    }
  } finally {
    watch.stop();
  }
}

const notSeen = ({ host }: HostContext, domainName: string) =>
  fail(
    'command_timeout',
    'The guest was asked to reboot, but whether it did was not seen: what its host tells was interrupted meanwhile. It was not reset',
    { detail: `no reboot event of ${domainName} on ${host.name}` },
  );

/** Notes an event of one domain from now on, so that one between the command and the wait isn't missed. */
function watchDomain({ events }: HostContext, domainName: string, wanted: (event: HostEvent) => boolean) {
  const seen = new AbortController();
  const stop = events.on((event) => {
    if (event.kind !== 'resumed' && event.domainName === domainName && wanted(event)) seen.abort();
  });
  return {
    stop,
    async seenWithin(ms: number, signal?: AbortSignal): Promise<boolean> {
      await pause(Math.max(0, ms), AbortSignal.any([seen.signal, ...(signal ? [signal] : [])]));
      return seen.signal.aborted;
    },
  };
}
