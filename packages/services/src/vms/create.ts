import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { QuotaView, TaskState } from '@virtfleet/contracts/views';
import type { CreateVmInput } from '@virtfleet/contracts/vm';

import type { Tx } from '@virtfleet/db/client';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { lockQuota, quotaOf } from '@virtfleet/db/quotas';
import { hostOffers, lockHostOffer, reserve } from '@virtfleet/db/reservations';
import { sealSecret } from '@virtfleet/db/secrets';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { Demand } from '@virtfleet/domain/placement/host';
import { decision, place, rejections, type Verdict } from '@virtfleet/domain/placement/place';
import { quotaLacks, quotaRefusal } from '@virtfleet/domain/quota';
import type { ServiceContext } from '../context.ts';
import { enqueueVmOperation } from '../operations/enqueue.ts';
import { type Ingredients, loadIngredients } from './ingredients.ts';
import { attachPort } from './port.ts';
import { requireUserData } from './user-data.ts';

export type CreatedVm = { vmId: string; operationId: string };

/**
 * Places a VM, reserves what it needs and queues its creation, all or nothing. The same `requestId` again answers the same VM.
 * Throws, each with its field where it has one: not_found, read_only, invalid_input, image_gone, name_taken, no_free_address,
 * quota_exceeded with the limits in `data` (QuotaLack[]), and no_valid_host with every host's reasons (PlacementReason[]).
 */
export async function createVm(ctx: ServiceContext, actor: Actor, input: CreateVmInput): Promise<CreatedVm> {
  authorize(actor, 'vms.create', input.projectId);
  const earlier = await findByRequest(ctx, actor, input);
  if (earlier) return earlier;
  requireUserData(input.userData);
  const parts = await loadIngredients(ctx.db, input);
  await refuseTakenName(ctx, input);
  try {
    return await placeAndCreate(ctx, actor, input, parts);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // A submit at the same time was faster: either this very one, or one with its name.
    const twin = await findByRequest(ctx, actor, input);
    if (twin) return twin;
    await refuseTakenName(ctx, input);
    throw error;
  }
}

async function findByRequest({ db }: ServiceContext, actor: Actor, input: CreateVmInput): Promise<CreatedVm | null> {
  const vm = await db.vm.findUnique({
    where: { requestId: input.requestId },
    include: { operations: { where: { kind: 'vm.create' }, select: { id: true } } },
  });
  if (!vm) return null;
  const operationId = vm.operations[0]?.id;
  const same = vm.projectId === input.projectId && vm.createdById === actor.userId && vm.name === input.name;
  if (same && operationId !== undefined) return { vmId: vm.id, operationId };
  throw fail('invalid_input', 'This form was sent before, with other content. Reload the page and fill it in again.', {
    detail: `request ${input.requestId} made vm ${vm.id}`,
  });
}

async function refuseTakenName({ db }: ServiceContext, { projectId, name }: CreateVmInput): Promise<void> {
  const holder = await db.vm.findFirst({
    where: { projectId, name, deletedAt: null },
    select: { failure: true, taskState: true },
  });
  if (holder) throw fail('name_taken', whyTaken(name, holder), { field: 'name' });
}

/** A VM on its way out, or one that never came to be, still holds its name: then it says what would free it. */
function whyTaken(name: string, holder: { failure: string | null; taskState: TaskState | null }): string {
  if (holder.taskState === 'deleting') return `A VM named ${name} is still being deleted. Try again in a moment.`;
  if (holder.failure !== null)
    return `A VM named ${name} could not be created and still holds the name. Delete it, then try again.`;
  return `This project has a VM named ${name} already`;
}

/**
 * Scores without locks, then asks the best host again under the lock of its reservation, then the next. A transaction holds
 * the project's quota and then one host's lock at a time, so that two of them never wait for each other.
 */
async function placeAndCreate(
  ctx: ServiceContext,
  actor: Actor,
  input: CreateVmInput,
  parts: Ingredients,
): Promise<CreatedVm> {
  const demand = demandOf(input, parts);
  // Asked here for the better answer when no host would fit either, and again under its lock.
  refuseBeyond(await quotaOf(ctx.db, input.projectId), demand);
  const verdicts = place(await hostOffers(ctx.db, input.imageId), demand);
  for (const candidate of verdicts) {
    if (candidate.verdict !== 'fits') continue;
    const created = await ctx.db.$transaction((tx) =>
      createOn(tx, candidate, { ctx, actor, input, parts, demand, verdicts }),
    );
    if ('vmId' in created) return created;
    Object.assign(candidate, { verdict: 'rejected', score: null, reasons: created.rejected });
  }
  const hosts = decision(verdicts, '');
  const message =
    hosts.length === 0 ? 'There is no host yet. Ask an admin to add one.' : 'No host can take this VM now';
  throw fail('no_valid_host', message, {
    data: hosts,
    detail: hosts.map(({ host, reasons }) => `${host}: ${reasons.join(', ')}`).join('; '),
  });
}

function demandOf(input: CreateVmInput, { flavor, image, network }: Ingredients): Demand {
  return {
    arch: image.arch,
    vcpus: flavor.vcpus,
    memoryMib: flavor.memoryMib,
    diskGib: input.diskGib,
    imageSizeBytes: Number(image.sizeBytes),
    network: { name: network.name, libvirtName: network.libvirtName, hostId: network.hostId },
  };
}

function refuseBeyond(quota: QuotaView, { vcpus, memoryMib, diskGib }: Demand): void {
  const lacks = quotaLacks(quota, { vms: 1, vcpus, memoryMib, diskGib });
  const refusal = quotaRefusal(lacks);
  if (refusal !== null) throw fail('quota_exceeded', refusal, { data: lacks });
}

type Attempt = {
  ctx: ServiceContext;
  actor: Actor;
  input: CreateVmInput;
  parts: Ingredients;
  demand: Demand;
  verdicts: readonly Verdict[];
};

async function createOn(tx: Tx, { hostId }: Verdict, attempt: Attempt): Promise<CreatedVm | { rejected: string[] }> {
  const { ctx, actor, input, parts, demand, verdicts } = attempt;
  // Quota first, then the host: whoever takes both takes them in this order.
  refuseBeyond(await lockQuota(tx, input.projectId), demand);
  const host = await lockHostOffer(tx, hostId, input.imageId);
  const rejected = host ? rejections(host.offer, demand) : ['was removed'];
  if (!host || rejected.length > 0) return { rejected };
  await reserve(tx, hostId, demand);
  const vmId = newId(ctx.now().getTime());
  const userDataId = input.userData === '' ? null : await sealSecret(tx, ctx.keyring, input.userData);
  await tx.vm.create({
    data: {
      id: vmId,
      projectId: input.projectId,
      name: input.name,
      createdById: actor.userId,
      requestId: input.requestId,
      flavorId: input.flavorId,
      imageId: input.imageId,
      hostId,
      vcpus: demand.vcpus,
      memoryMib: demand.memoryMib,
      loginUser: input.loginUser,
      userDataId,
      taskState: 'creating',
      placement: decision(verdicts, hostId),
      domainName: `vf-${vmId}`,
      domainUuid: vmId,
    },
  });
  await createFiles(tx, { vmId, hostId, input, pool: host.pool, poolPath: host.poolPath });
  await tx.vmKeypair.createMany({
    data: parts.keypairs.map(({ id, name, publicKey }, position) => ({
      vmId,
      position,
      keypairId: id,
      name,
      publicKey,
    })),
  });
  await attachPort(tx, vmId, parts.network);
  const vm = { id: vmId, projectId: input.projectId, hostId };
  const operationId = await enqueueVmOperation(tx, {
    kind: 'vm.create',
    input: { vmId },
    vm,
    userId: actor.userId,
    // What it has promised is another sum now.
    alsoChanged: [{ kind: 'hosts', id: hostId }],
  });
  return { vmId, operationId };
}

type Files = { vmId: string; hostId: string; input: CreateVmInput; pool: string; poolPath: string | null };

/** The boot disk and the seed: every name derives from our own ids. */
async function createFiles(tx: Tx, { vmId, hostId, input, pool, poolPath }: Files): Promise<void> {
  const pathOf = (volumeName: string) => (poolPath === null ? null : `${poolPath}/${volumeName}`);
  const volumeId = newId();
  const disk = `vol-${volumeId}.qcow2`;
  await tx.volume.create({
    data: {
      id: volumeId,
      projectId: input.projectId,
      name: `${input.name} boot`,
      sizeGib: input.diskGib,
      hostId,
      pool,
      volumeName: disk,
      path: pathOf(disk),
      imageId: input.imageId,
      vmId,
      position: 0,
    },
  });
  const seed = `seed-${vmId}.iso`;
  await tx.vmFile.create({
    data: { id: newId(), vmId, hostId, kind: 'seed', pool, volumeName: seed, path: pathOf(seed) },
  });
}
