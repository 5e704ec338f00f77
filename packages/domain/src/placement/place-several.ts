import type { Capacity, Demand, HostOffer } from './host.ts';
import { inOrder, judge, rejections, type Verdict } from './place.ts';

/** Where one of several goes (null: no host can take it), and what was thought of every host when those before it were placed. */
export type Placed = { hostId: string | null; verdicts: Verdict[] };

/**
 * Places VMs alike one after the other: what one is promised, the next no longer sees. Same input, same answer; no host is
 * promised more than it has. The first that fits nowhere ends it: of those behind it nothing is said.
 */
export function placeSeveral(hosts: readonly HostOffer[], demand: Demand, count: number): Placed[] {
  const offers = new Map(hosts.map((host) => [host.id, host]));
  // Only the host that was chosen is another one for the next.
  const verdicts = new Map(hosts.map((host) => [host.id, judge(host, demand)]));
  const placed: Placed[] = [];
  while (placed.length < count) {
    const ranked = inOrder([...verdicts.values()]);
    const [best] = ranked;
    const chosen = best?.verdict === 'fits' ? offers.get(best.hostId) : undefined;
    placed.push({ hostId: chosen?.id ?? null, verdicts: ranked });
    if (!chosen) break;
    const next = promised(chosen, demand);
    offers.set(next.id, next);
    verdicts.set(next.id, judge(next, demand));
  }
  return placed;
}

/**
 * The same places again, by the hosts' names in the VMs' order; null: one of these hosts can't take what it was to take. So a plan
 * that was made a while ago still holds although another host would be the best by now.
 */
export function placeAgain(
  hosts: readonly HostOffer[],
  demand: Demand,
  where: readonly (string | null)[],
): Placed[] | null {
  const offers = new Map(hosts.map((host) => [host.id, host]));
  const verdicts = new Map(hosts.map((host) => [host.id, judge(host, demand)]));
  const placed: Placed[] = [];
  for (const name of where) {
    const host = [...offers.values()].find((offer) => offer.name === name);
    if (!host || verdicts.get(host.id)?.verdict !== 'fits') return null;
    placed.push({ hostId: host.id, verdicts: inOrder([...verdicts.values()]) });
    const next = promised(host, demand);
    offers.set(next.id, next);
    verdicts.set(next.id, judge(next, demand));
  }
  return placed;
}

/** Why a host can't take so many VMs alike; empty when it can. To be asked again under the lock of its reservation. */
export function rejectionsOfSeveral(host: HostOffer, demand: Demand, count: number): string[] {
  let offer = host;
  for (let n = 0; n < count; n++) {
    const reasons = rejections(offer, demand);
    if (reasons.length > 0) return reasons;
    offer = promised(offer, demand);
  }
  return [];
}

/** So many times what one asks for. */
export const times = ({ vcpus, memoryMib, diskGib }: Capacity, count: number): Capacity => ({
  vcpus: vcpus * count,
  memoryMib: memoryMib * count,
  diskGib: diskGib * count,
});

const promised = (host: HostOffer, demand: Demand): HostOffer => ({
  ...host,
  reserved: {
    vcpus: host.reserved.vcpus + demand.vcpus,
    memoryMib: host.reserved.memoryMib + demand.memoryMib,
    diskGib: host.reserved.diskGib + demand.diskGib,
  },
});
