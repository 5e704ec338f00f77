import type { Log } from '@virtfleet/telemetry/log';
import type { HostContext } from './actions/context.ts';
import { define, setTitle, undefine } from './actions/domains.ts';
import { ensureImage, hasVolume } from './actions/images.ts';
import { forceOff, observeDomain, reboot, shutdown, start } from './actions/power.ts';
import { ensureSeed } from './actions/seed.ts';
import { ensureVolume, removeVolumes } from './actions/volumes.ts';
import { type EventTimes, watchEvents } from './events.ts';
import { readCounters, readDomains, readFacts } from './facts.ts';
import { readCloudInit, readGuest } from './guest.ts';
import { readClaim, readVolumes } from './inventory.ts';
import { createPersistentVirsh, recordingReads } from './persistent-virsh.ts';
import { recordingShell } from './recorder.ts';
import type { HostShell } from './shell/types.ts';
import { stampHost } from './stamp.ts';
import type { HostActions, HostAddress, HostAgent } from './types.ts';

/** The agent of one host over any shell: a real host's, or a fake one's. Closing it closes the shell. */
export function createHostAgent(
  host: HostAddress,
  shell: HostShell,
  plainLog: Log,
  eventTimes?: EventTimes,
): HostAgent {
  const log = plainLog.child({ host: host.name });
  const reads = createPersistentVirsh(shell, log);
  // A QEMU or a guest that hangs, when it is asked, holds up its own kind only. They cost a channel while they are in use.
  const stats = createPersistentVirsh(shell, log, { idleMs: 5_000 });
  const guests = createPersistentVirsh(shell, log, { idleMs: 5_000 });
  const events = watchEvents(shell, log, eventTimes);
  return {
    host,
    recorded: (recorder, guard) =>
      actionsOf({
        host,
        guard: guard ?? null,
        shell: recordingShell(shell, recorder),
        reads: recordingReads(reads, recorder),
        polls: reads,
        events,
      }),
    // Under the guard alone: a replay that finds everything in place sends nothing, and what is late would pass.
    raise: async (guard) => void (await shell.run(['true'], { guard })),
    facts: () => readFacts(host, shell, reads),
    stamp: (installation) => stampHost(shell, host, installation),
    domains: () => readDomains(reads),
    claim: (domainUuid) => readClaim(reads, domainUuid),
    volumes: () => readVolumes(reads, host.pool),
    counters: (domainName) => readCounters(stats, domainName),
    guest: (domainName) => readGuest(guests, domainName),
    cloudInit: (domainName) => readCloudInit(guests, domainName),
    onEvent: events.on,
    onConnection: shell.onConnection,
    async close() {
      events.close();
      for (const each of [reads, stats, guests]) each.close();
      await shell.close();
    },
  };
}

const actionsOf = (ctx: HostContext): HostActions => ({
  ensureImage: (image, open, token, signal, keep = []) => ensureImage(ctx, image, open, token, signal, keep),
  hasVolume: (volumeName, sizeBytes) => hasVolume(ctx, volumeName, sizeBytes),
  ensureVolume: (volume) => ensureVolume(ctx, volume),
  ensureSeed: (spec) => ensureSeed(ctx, spec),
  removeVolumes: (volumeNames, domainName) => removeVolumes(ctx, volumeNames, domainName),
  define: (spec) => define(ctx, spec),
  undefine: (domainName) => undefine(ctx, domainName),
  setTitle: (domainName, title) => setTitle(ctx, domainName, title),
  start: (domainName) => start(ctx, domainName),
  shutdown: (domainName, timeoutMs, signal) => shutdown(ctx, domainName, timeoutMs, signal),
  forceOff: (domainName) => forceOff(ctx, domainName),
  reboot: (domainName, timeoutMs, signal) => reboot(ctx, domainName, timeoutMs, signal),
  domain: (domainName) => observeDomain(ctx.reads, domainName),
});
