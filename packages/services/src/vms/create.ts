import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { QuotaView } from '@virtfleet/contracts/views';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import type { Db, Tx } from '@virtfleet/db/client';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { policyOf } from '@virtfleet/db/policies';
import { lockQuota, quotaOf } from '@virtfleet/db/quotas';
import { hostOffers, lockHostOffer, reserve } from '@virtfleet/db/reservations';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { Demand, HostOffer } from '@virtfleet/domain/placement/host';
import { decision } from '@virtfleet/domain/placement/place';
import {
  type Placed,
  placeAgain,
  placeSeveral,
  rejectionsOfSeveral,
  times,
} from '@virtfleet/domain/placement/place-several';
import { beyondPolicy } from '@virtfleet/domain/policy';
import { quotaLacks, quotaRefusal } from '@virtfleet/domain/quota';
import type { ServiceContext } from '../context.ts';
import { type Ingredients, loadIngredients } from './ingredients.ts';
import { namesOf, refuseTakenNames } from './names.ts';
import { requireUserData } from './user-data.ts';
import { type CreatedVms, type VmToMake, writeVms } from './write.ts';

/**
 * Places every VM of the form's name pattern, reserves what they need and queues their creation: all of them or none. The same
 * `requestId` again answers the same VMs. Throws, each with its field where it has one: not_found, read_only, invalid_input,
 * image_gone, name_taken, no_free_address, quota_exceeded with the limits in `data` (QuotaLack[]), approval_needed with what is
 * beyond the project's policy (string[]), and no_valid_host with every host's reasons (PlacementReason[]).
 */
export async function createVms(ctx: ServiceContext, actor: Actor, input: CreateVmInput): Promise<CreatedVms> {
  authorize(actor, 'vms.create', input.projectId);
  const names = namesOf(input.name);
  const earlier = await findByRequest(ctx, actor.userId, input, names);
  if (earlier) return earlier;
  // What a request asked for is made when it is approved, and not by its form.
  if (await ctx.db.request.findUnique({ where: { id: input.requestId }, select: { id: true } })) throw sentBefore();
  return create(ctx, input, names, { bound: !actor.isAdmin, userId: actor.userId, grant: null });
}

/** What an approval adds to a create: it stands in the same transaction, and is undone with it. */
export type Grant = {
  /** Who asked: the VMs are theirs. */
  askedById: string;
  /** Hosts by name, in the VMs' order, as they were approved. */
  where: readonly (string | null)[];
  /** Once the project's quota is locked: throws when there is nothing to approve any more, and holds the request until the end. */
  hold(tx: Tx): Promise<void>;
  /** At the end: throws when what was made is not what was approved. */
  done(tx: Tx, made: CreatedVms): Promise<void>;
};

/** Makes what was asked for and approved; whoever calls has authorised that. Throws as createVms does, and what the grant throws. */
export function createGranted(ctx: ServiceContext, input: CreateVmInput, grant: Grant): Promise<CreatedVms> {
  return create(ctx, input, namesOf(input.name), { bound: false, userId: grant.askedById, grant });
}

type For = {
  /** Whether the project's policy binds. */
  bound: boolean;
  /** Whose VMs they are. */
  userId: string;
  grant: Grant | null;
};

async function create(
  ctx: ServiceContext,
  input: CreateVmInput,
  names: readonly string[],
  by: For,
): Promise<CreatedVms> {
  requireUserData(input.userData);
  const parts = await loadIngredients(ctx.db, input);
  await refuseTakenNames(ctx.db, input.projectId, names);
  try {
    return await placeAndCreate({ ctx, by, input, names, parts, demand: demandOf(input, parts) });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // A submit at the same time was faster: either this very one, or one with one of its names.
    const twin = await findByRequest(ctx, by.userId, input, names);
    if (twin) return twin;
    await refuseTakenNames(ctx.db, input.projectId, names);
    throw error;
  }
}

async function findByRequest(
  { db }: ServiceContext,
  userId: string,
  { requestId, projectId }: CreateVmInput,
  names: readonly string[],
): Promise<CreatedVms | null> {
  const made = await db.vm.findMany({
    where: { requestId },
    orderBy: { requestPosition: 'asc' },
    include: { operations: { where: { kind: 'vm.create' }, select: { id: true, batchId: true } } },
  });
  if (made.length === 0) return null;
  const vms = made.map(({ id, name, hostname, operations: [operation] }) => ({
    vmId: id,
    // One that was renamed since was made under its first name.
    name: hostname ?? name,
    operationId: operation?.id ?? '',
  }));
  const mine = made.every((vm) => vm.projectId === projectId && vm.createdById === userId);
  if (mine && vms.length === names.length && vms.every(({ name }, at) => name === names[at]))
    return { vms, batchId: made[0]?.operations[0]?.batchId ?? null };
  throw sentBefore(`request ${requestId} made ${vms.map(({ vmId }) => vmId).join(', ')}`);
}

export const sentBefore = (detail = 'it is a request') =>
  fail('invalid_input', 'This form was sent before, with other content. Reload the page and fill it in again.', {
    detail,
  });

/**
 * Scores without locks, then looks again at the chosen hosts under the locks of their reservations; where one has less than was
 * read, places anew with what is known now. A transaction holds the project's quota and then its hosts' locks in the order of
 * their ids, so that two of them never wait for each other.
 */
async function placeAndCreate(attempt: Attempt): Promise<CreatedVms> {
  const { ctx, by, input, names, demand } = attempt;
  // Asked here for the better answer when no host would fit either, and again under its lock.
  refuseBeyond(await quotaOf(ctx.db, input.projectId), demand, names.length);
  await refuseUnasked(ctx.db, attempt);
  let offers = await hostOffers(ctx.db, input.imageId);
  for (let race = 0; race <= offers.length + mostRaces; race++) {
    const again = by.grant && placeAgain(offers, demand, by.grant.where);
    const placed = again ?? placeSeveral(offers, demand, names.length);
    const chosen = placed.filter(isChosen);
    if (chosen.length < names.length) throw noValidHost(placed, names.length);
    const outcome = await ctx.db.$transaction((tx) => createOn(tx, chosen, attempt));
    if ('vms' in outcome) return outcome;
    const { seen } = outcome;
    offers = offers.flatMap((offer) => (seen.has(offer.id) ? (seen.get(offer.id) ?? []) : offer));
  }
  throw fail('no_valid_host', 'Too many VMs are being made at once. Try again.', { data: [] });
}

type Chosen = Placed & { hostId: string };
const isChosen = (placed: Placed): placed is Chosen => placed.hostId !== null;

/** Beyond each host once: so often others may take room on one, between our look and our lock, that several still have together. */
const mostRaces = 20;

export function noValidHost(placed: readonly Placed[], count: number) {
  const hosts = decision(placed.at(-1)?.verdicts ?? [], '');
  const fitting = placed.filter(({ hostId }) => hostId !== null).length;
  return fail('no_valid_host', whyNowhere(hosts.length, fitting, count), {
    data: hosts,
    detail: hosts.map(({ host, reasons }) => `${host}: ${reasons.join(', ')}`).join('; '),
  });
}

function whyNowhere(hosts: number, fitting: number, count: number): string {
  if (hosts === 0) return 'There is no host yet. Ask an admin to add one.';
  if (count === 1) return 'No host can take this VM now';
  return fitting === 0 ? 'No host can take such a VM now' : `The hosts can take ${fitting} of these ${count} VMs now`;
}

export function demandOf({ diskGib }: { diskGib: number }, { size, image, network }: Ingredients): Demand {
  return {
    arch: image.arch,
    vcpus: size.vcpus,
    memoryMib: size.memoryMib,
    diskGib,
    imageSizeBytes: Number(image.sizeBytes),
    network: { name: network.name, libvirtName: network.libvirtName, hostId: network.hostId },
  };
}

function refuseBeyond(quota: QuotaView, demand: Demand, count: number): void {
  const lacks = quotaLacks(quota, { vms: count, ...times(demand, count) });
  const refusal = quotaRefusal(lacks, count);
  if (refusal !== null) throw fail('quota_exceeded', refusal, { data: lacks });
}

/** Throws approval_needed when the project's policy doesn't grant this. Under the quota's lock nobody else makes VMs meanwhile. */
async function refuseUnasked(db: Db | Tx, { by, input, names, demand }: Attempt): Promise<void> {
  if (!by.bound) return;
  const { vcpus, memoryMib, diskGib } = demand;
  const beyond = beyondPolicy(await policyOf(db, input.projectId), { vms: names.length, vcpus, memoryMib, diskGib });
  if (beyond.length > 0)
    throw fail('approval_needed', `This goes beyond the project’s policy: request it. ${beyond.join(' ')}`, {
      data: beyond,
    });
}

type Attempt = {
  ctx: ServiceContext;
  by: For;
  input: CreateVmInput;
  names: readonly string[];
  parts: Ingredients;
  demand: Demand;
};

/** `seen`: hosts as they are now, one of which has less than was thought; null: it was removed. */
type Outcome = CreatedVms | { seen: ReadonlyMap<string, HostOffer | null> };

type LockedHost = NonNullable<Awaited<ReturnType<typeof lockHostOffer>>>;

async function createOn(tx: Tx, chosen: readonly Chosen[], attempt: Attempt): Promise<Outcome> {
  const { ctx, by, input, names, parts, demand } = attempt;
  // Quota first, then the hosts: whoever takes both takes them in this order.
  const quota = await lockQuota(tx, input.projectId);
  await by.grant?.hold(tx);
  refuseBeyond(quota, demand, names.length);
  await refuseUnasked(tx, attempt);
  const counts = Map.groupBy(chosen, ({ hostId }) => hostId);
  const hosts = new Map<string, LockedHost>();
  const seen = new Map<string, HostOffer | null>();
  for (const [hostId, { length: count }] of [...counts].sort(byId)) {
    const host = await lockHostOffer(tx, hostId, input.imageId);
    seen.set(hostId, host?.offer ?? null);
    if (!host || rejectionsOfSeveral(host.offer, demand, count).length > 0) return { seen };
    hosts.set(hostId, host);
  }
  for (const [hostId, { length: count }] of counts) await reserve(tx, hostId, times(demand, count));
  const nowMs = ctx.now().getTime();
  const vms = chosen.flatMap(({ hostId, verdicts }, at): VmToMake[] => {
    const host = hosts.get(hostId);
    if (!host) return [];
    // Ids sort by time, and so these by their place in the pattern.
    const ids = { vmId: newId(nowMs + at), volumeId: newId(nowMs + at) };
    const { pool, poolPath } = host;
    return [{ ...ids, name: names[at] ?? '', hostId, pool, poolPath, placement: decision(verdicts, hostId) }];
  });
  const made = await writeVms(tx, { ctx, userId: by.userId, input, parts, vms });
  await by.grant?.done(tx, made);
  return made;
}

const byId = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
