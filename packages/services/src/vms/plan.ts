import { createHash } from 'node:crypto';
import type { PlannedVm, PlanProblem, PlanVmsInput, VmPlan } from '@virtfleet/contracts/plan';
import { userDataError } from '@virtfleet/contracts/user-data/check';
import type { QuotaAmounts, QuotaView } from '@virtfleet/contracts/views';
import { expandNames } from '@virtfleet/contracts/vm-names';
import { policyOf } from '@virtfleet/db/policies';
import { quotaOf } from '@virtfleet/db/quotas';
import { hostOffers } from '@virtfleet/db/reservations';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { decision } from '@virtfleet/domain/placement/place';
import { type Placed, placeAgain, placeSeveral, times } from '@virtfleet/domain/placement/place-several';
import { beyondPolicy } from '@virtfleet/domain/policy';
import { quotaLacks, quotaRefusal } from '@virtfleet/domain/quota';
import type { ServiceContext } from '../context.ts';
import { demandOf, noValidHost } from './create.ts';
import { gather, type Ingredients } from './ingredients.ts';
import { takenName } from './names.ts';
import { planTexts } from './plan-texts.ts';
import { plannedSpecs } from './planned-specs.ts';
import { addressesFor, noAddress } from './port.ts';

/**
 * What a create of this form would make now, by the same rules and without making anything. The form may be unfinished: what stands
 * in the way is the plan's `problems`, in the order of the form. Throws not_found alone, for a project that isn't the actor's.
 */
export async function planVms(ctx: ServiceContext, actor: Actor, input: PlanVmsInput): Promise<VmPlan> {
  authorize(actor, 'vms.plan', input.projectId);
  return makePlan(ctx, input, { bound: !actor.isAdmin, where: [] });
}

export type PlanFor = {
  /** Whether the project's policy binds who asks; admins of the fleet ask nobody. */
  bound: boolean;
  /** Hosts by name that the VMs shall keep if they still can, in their order; empty: wherever is best. */
  where: readonly (string | null)[];
};

/** The same for whoever was authorised. */
export async function makePlan(ctx: ServiceContext, input: PlanVmsInput, { bound, where }: PlanFor): Promise<VmPlan> {
  const { db } = ctx;
  const made = expandNames(input.name);
  // Without a name yet, it is planned as one.
  const names = made.ok ? made.names : [''];
  const [found, quota, taken, policy] = await Promise.all([
    gather(db, input),
    quotaOf(db, input.projectId),
    takenName(db, input.projectId, names),
    bound ? policyOf(db, input.projectId) : null,
  ]);
  const parts = complete(found);
  const size = found.size && { ...found.size, diskGib: input.diskGib ?? 0 };
  const asked = size && { vms: names.length, ...times(size, names.length) };
  const placed = parts && size ? await placement(ctx, input, parts, { count: names.length, where }) : [];
  const addresses = parts ? await addressesFor(db, parts.network, names.length) : [];
  const specs = parts ? await plannedSpecs(db, { input, names, parts, placed, addresses }) : [];
  const vms = names.map((name, at): PlannedVm => {
    const verdict = placed[at]?.verdicts.find(({ hostId }) => hostId === placed[at]?.hostId);
    return { name, host: verdict?.host ?? null, why: verdict?.reasons ?? [], address: addresses[at] ?? null };
  });
  const told = placed.at(-1)?.hostId === null ? placed.at(-1) : placed[0];
  const problems: PlanProblem[] = [
    ...(made.ok ? [] : [{ code: 'invalid_input' as const, message: made.message, field: 'name' }]),
    ...(taken === null ? [] : [{ code: 'name_taken' as const, message: taken, field: 'name' }]),
    ...found.refusals,
    ...(parts && addresses.length < names.length ? [problemOf(noAddress(parts.network, names.length))] : []),
    ...wrongUserData(input.userData),
    ...beyondQuota(quota, asked, names.length),
    ...(told?.hostId === null || (parts && placed.length === 0) ? [problemOf(noValidHost(placed, names.length))] : []),
  ];
  return {
    // Why a host was best is another matter each minute; where a VM goes is not.
    hash: hashOf({
      vms: vms.map(({ why: _, ...place }) => place),
      specs: specs.map(({ spec }) => spec),
      userData: input.userData,
      start: input.start,
    }),
    madeAt: ctx.now(),
    vms,
    placement: told ? decision(told.verdicts, told.hostId ?? '') : [],
    size,
    imageThere: specs.length > 0 && specs.every(({ copy }) => copy !== null),
    quota: { limits: quota.limits, before: quota.used, after: sum(quota.used, asked) },
    problems,
    beyond: policy && size ? beyondPolicy(policy, { ...size, vms: names.length }) : [],
    texts: input.texts && specs[0] ? planTexts(specs[0], input) : null,
  };
}

/** Whether there is enough of the form to place it. What is wrong beside that changes no place. */
function complete({ size, image, network, keypairs }: Awaited<ReturnType<typeof gather>>): Ingredients | null {
  return size && image?.state === 'ready' && network ? { size, image, network, keypairs } : null;
}

async function placement(
  { db }: ServiceContext,
  { imageId, diskGib }: PlanVmsInput,
  parts: Ingredients,
  { count, where }: { count: number; where: PlanFor['where'] },
): Promise<Placed[]> {
  const offers = await hostOffers(db, imageId);
  const demand = demandOf({ diskGib: diskGib ?? 0 }, parts);
  const again = where.length >= count ? placeAgain(offers, demand, where.slice(0, count)) : null;
  return again ?? placeSeveral(offers, demand, count);
}

function wrongUserData(text: string): PlanProblem[] {
  const message = text === '' ? null : userDataError(text);
  return message === null ? [] : [{ code: 'invalid_input', message, field: 'userData' }];
}

function beyondQuota(quota: QuotaView, asked: QuotaAmounts | null, count: number): PlanProblem[] {
  const message = asked && quotaRefusal(quotaLacks(quota, asked), count);
  return message ? [{ code: 'quota_exceeded', message, field: null }] : [];
}

/** An error that the create would throw. */
const problemOf = (error: { code: string; message: string; field: string | undefined }): PlanProblem => ({
  code: error.code === 'no_free_address' ? 'no_free_address' : 'no_valid_host',
  message: error.message,
  field: error.field ?? null,
});

const sum = (used: QuotaAmounts, asked: QuotaAmounts | null): QuotaAmounts => ({
  vms: used.vms + (asked?.vms ?? 0),
  vcpus: used.vcpus + (asked?.vcpus ?? 0),
  memoryMib: used.memoryMib + (asked?.memoryMib ?? 0),
  diskGib: used.diskGib + (asked?.diskGib ?? 0),
});

const hashOf = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('hex');
