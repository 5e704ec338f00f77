import type { HostAgent } from '@virtfleet/agent/types';
import type { Db } from '@virtfleet/db/client';
import type { Notifier, WatchedVm } from '@virtfleet/db/notify';
import type { Log } from '@virtfleet/telemetry/log';
import { type GuestTimes, readGuests } from './guests.ts';
import type { SampleLog } from './samples.ts';
import { sampleUsage, type UsageTimes } from './usage.ts';
import { createHostVms } from './vms.ts';

export type ObserveInput = {
  agent: HostAgent;
  isReady: () => boolean;
  db: Db;
  samples: SampleLog;
  notifier: Notifier;
  log: Log;
  times?: { usage?: UsageTimes; guests?: GuestTimes };
};

export type Observer = {
  /** A page shows it just now, and says so again every ten seconds. */
  watch(vm: WatchedVm): void;
  stop(): void;
};

/** What is known of the VMs of one host beyond their states: what they use, and what their guests tell. Changes nothing there. */
export function observeVms({ times = {}, notifier, samples, ...input }: ObserveInput): Observer {
  const shared = { ...input, vms: createHostVms(input.db, input.agent.host.id) };
  const guests = readGuests({ ...shared, changed: notifier.changed, ...(times.guests && { times: times.guests }) });
  const usage = sampleUsage({
    ...shared,
    samples,
    onActive: guests.active,
    ...(times.usage && { times: times.usage }),
  });
  return {
    watch(vm) {
      usage.watch(vm);
      guests.watch(vm.domainName);
    },
    stop() {
      usage.stop();
      guests.stop();
    },
  };
}
