import type { PlacementReason } from '@virtfleet/contracts/views';
import { filters } from './filters.ts';
import type { Demand, HostOffer } from './host.ts';
import { scores } from './scores.ts';

/** One host's verdict, with the id that a `PlacementReason` leaves out. */
export type Verdict = PlacementReason & { hostId: string };

/** Why this host can't take the VM; empty when it can. To be asked again under the lock of its reservation. */
export function rejections(host: HostOffer, demand: Demand): string[] {
  const first = filters[0]?.reject(host, demand);
  // What a host had when it was last heard says nothing while it is away.
  if (first) return [first];
  return filters.flatMap((filter) => filter.reject(host, demand) ?? []);
}

/** Every host's verdict: those that fit, best first, then those that don't, by name. Same input, same answer. */
export function place(hosts: readonly HostOffer[], demand: Demand): Verdict[] {
  return inOrder(hosts.map((host) => judge(host, demand)));
}

/** Those that fit, best first, then those that don't, by name. */
export const inOrder = (verdicts: readonly Verdict[]): Verdict[] => verdicts.toSorted(order);

export function judge(host: HostOffer, demand: Demand): Verdict {
  const about = { hostId: host.id, host: host.name };
  const rejected = rejections(host, demand);
  if (rejected.length > 0) return { ...about, verdict: 'rejected', score: null, reasons: rejected };
  const rated = scores.map((score) => score.rate(host, demand));
  const score = rated.reduce((sum, { points }) => sum + points, 0);
  return { ...about, verdict: 'fits', score, reasons: rated.map(({ reason }) => reason) };
}

function order(a: Verdict, b: Verdict): number {
  return (b.score ?? -1) - (a.score ?? -1) || compare(a.host, b.host) || compare(a.hostId, b.hostId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The record to keep with the VM: who was chosen, and everyone's reasons. */
export function decision(verdicts: readonly Verdict[], chosenHostId: string): PlacementReason[] {
  return verdicts.map(({ hostId, host, verdict, score, reasons }) => ({
    host,
    verdict: hostId === chosenHostId ? 'chosen' : verdict,
    score: score === null ? null : Math.round(score * 10) / 10,
    reasons: [...reasons],
  }));
}
