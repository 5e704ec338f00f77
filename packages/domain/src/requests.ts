import type { RequestAction, RequestChange, RequestedVms, RequestState } from '@virtfleet/contracts/request';
import type { Can } from '@virtfleet/contracts/views';
import { expandNames, firstOf } from '@virtfleet/contracts/vm-names';
import type { Actor } from './authz.ts';
import { can } from './authz.ts';

export type RequestFacts = {
  state: RequestState;
  projectId: string;
  askedById: string;
  /** Who decided it; null: nobody yet, or one whose account is gone. */
  decidedBy: string | null;
};

const decided: Record<Exclude<RequestState, 'waiting'>, string> = {
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
};

/** Why nothing can be done with it any more; null: it waits. */
export function whyDecided({ state, decidedBy }: Pick<RequestFacts, 'state' | 'decidedBy'>): string | null {
  if (state === 'waiting') return null;
  return `It was ${decided[state]}${decidedBy ? ` by ${decidedBy}` : ''} already`;
}

/** What this person may do with a request now, and why not: approvers decide, nobody decides on their own, its project may take it back. */
export function requestCan(request: RequestFacts, actor: Actor): Record<RequestAction, Can> {
  const over = whyDecided(request);
  const decides = over ?? whyNotDecides(request, actor);
  const withdraws =
    over ?? (can(actor, 'requests.withdraw', request.projectId) ? null : 'Only members of its project may withdraw it');
  const of = (reason: string | null): Can => (reason === null ? { ok: true } : { ok: false, reason });
  return { approve: of(decides), reject: of(decides), withdraw: of(withdraws) };
}

function whyNotDecides({ projectId, askedById }: RequestFacts, actor: Actor): string | null {
  if (!can(actor, 'requests.approve', projectId)) return 'Admins of the fleet decide on requests';
  return askedById === actor.userId ? 'This is your own request: another admin must decide on it' : null;
}

/** What is granted when an approver changes what was asked for: fewer of them, each of another size. */
export function changed(asked: RequestedVms, change: RequestChange): RequestedVms {
  const vcpus = change.vcpus ?? asked.size.vcpus;
  const memoryMib = change.memoryMib ?? asked.size.memoryMib;
  const diskGib = change.diskGib ?? asked.diskGib;
  // A flavor is its vCPUs, its memory and its least disk: what differs from it is a size of its own.
  const same = !changesSize(asked, change);
  const name = change.vms === undefined ? asked.name : firstOf(asked.name, change.vms);
  const made = expandNames(name);
  return {
    ...asked,
    name,
    vms: made.ok ? made.names.length : asked.vms,
    size: { vcpus, memoryMib },
    diskGib,
    ...(!same && { flavorId: null, flavor: null, custom: { vcpus, memoryMib } }),
  };
}

/** Whether the change says anything else than what was asked for. */
export const changesAnything = (asked: RequestedVms, change: RequestChange): boolean =>
  (change.vms !== undefined && change.vms !== asked.vms) || changesSize(asked, change);

const changesSize = ({ size, diskGib }: RequestedVms, change: RequestChange): boolean =>
  (change.vcpus ?? size.vcpus) !== size.vcpus ||
  (change.memoryMib ?? size.memoryMib) !== size.memoryMib ||
  (change.diskGib ?? diskGib) !== diskGib;
