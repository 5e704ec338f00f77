import type { Db } from '@virtfleet/db/client';
import { type DomainVm, vmsByDomain } from '@virtfleet/db/guests';

/** Whose VMs the domains of one host are, without asking Postgres each time. */
export type HostVms = {
  /** Those of these domains that are VMs of ours, by the domain's name. */
  find(domainNames: readonly string[]): Promise<ReadonlyMap<string, DomainVm>>;
  /** Forgets all others: what is known of them may be of an earlier run. */
  keepOnly(domainNames: readonly string[]): void;
};

/** A domain that is none of ours is asked about again after this: it may have been adopted. */
const strangerMs = 5 * 60_000;

export function createHostVms(db: Db, hostId: string): HostVms {
  const known = new Map<string, DomainVm>();
  const strangers = new Map<string, number>();
  return {
    async find(domainNames) {
      const now = performance.now();
      const asked = domainNames.filter((name) => !known.has(name) && now >= (strangers.get(name) ?? 0));
      const answered = asked.length > 0 ? await vmsByDomain(db, hostId, asked) : [];
      const found = new Map(answered.map((vm) => [vm.domainName, vm]));
      for (const name of asked) {
        const vm = found.get(name);
        if (vm) known.set(name, vm);
        else strangers.set(name, now + strangerMs);
      }
      return known;
    },
    keepOnly(domainNames) {
      const kept = new Set(domainNames);
      for (const names of [known, strangers]) for (const name of names.keys()) if (!kept.has(name)) names.delete(name);
    },
  };
}
