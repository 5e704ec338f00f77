import { newId } from '@virtfleet/contracts/ids';
import type { PlacementReason } from '@virtfleet/contracts/views';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import type { Tx } from '@virtfleet/db/client';
import { sealSecrets } from '@virtfleet/db/secrets';
import type { ServiceContext } from '../context.ts';
import { enqueueCreates } from '../operations/enqueue.ts';
import type { Ingredients } from './ingredients.ts';
import { attachPorts } from './port.ts';
import { bootVolumeRow, keyRows, type NewVm, seedRow, vmRow } from './rows.ts';

export type CreatedVm = { vmId: string; name: string; operationId: string };
/** `batchId`: what the operations of several share; null for one alone. */
export type CreatedVms = { vms: CreatedVm[]; batchId: string | null };
export type VmToMake = NewVm & { placement: PlacementReason[] };

type Write = {
  ctx: ServiceContext;
  userId: string;
  input: CreateVmInput;
  parts: Ingredients;
  vms: readonly VmToMake[];
};

/** The rows of new VMs that were placed, and the operations that make them: as many statements for a hundred as for one. */
export async function writeVms(tx: Tx, { ctx, userId, input, parts, vms }: Write): Promise<CreatedVms> {
  const { userData, requestId, projectId, start } = input;
  const secrets = userData === '' ? [] : await sealSecrets(tx, ctx.keyring, Array(vms.length).fill(userData));
  await tx.vm.createMany({
    data: vms.map((vm, at) => ({
      ...vmRow(vm, input, parts.size),
      createdById: userId,
      requestId,
      requestPosition: at,
      userDataId: secrets[at] ?? null,
      taskState: 'creating' as const,
      wantedPower: start ? ('on' as const) : ('off' as const),
      placement: vm.placement,
    })),
  });
  await tx.volume.createMany({ data: vms.map((vm) => bootVolumeRow(vm, input)) });
  await tx.vmFile.createMany({ data: vms.map((vm) => seedRow(vm, newId())) });
  await tx.vmKeypair.createMany({ data: vms.flatMap((vm) => keyRows(vm, parts.keypairs)) });
  await attachPorts(
    tx,
    vms.map(({ vmId }) => vmId),
    parts.network,
  );
  const { operationIds, batchId } = await enqueueCreates(tx, { vms, projectId, userId, start });
  return { vms: vms.map(({ vmId, name }, at) => ({ vmId, name, operationId: operationIds[at] ?? '' })), batchId };
}
