import type { GuestAbi } from '@virtfleet/contracts/vm-spec';
import type { Tx } from '@virtfleet/db/client';
import { observeVm, type SeenVm } from '@virtfleet/db/observations';
import { releaseAddresses, releaseReservation } from '@virtfleet/db/reservations';

/** An operation on a VM ended, well or not: what was seen of it last, and nothing under way. */
export async function endTask(tx: Tx, vmId: string, seen: SeenVm | null): Promise<void> {
  if (seen) await observeVm(tx, { id: vmId }, seen);
  await tx.vm.updateMany({ where: { id: vmId }, data: { taskState: null } });
}

export async function markActive(tx: Tx, vmId: string, guestAbi: GuestAbi, seen: SeenVm): Promise<void> {
  await endTask(tx, vmId, seen);
  await tx.vm.update({ where: { id: vmId }, data: { guestAbi } });
}

/** Its create failed and was undone: the row stays to say why, and gives back what it had been promised. */
export async function giveUpVm(tx: Tx, vmId: string, failure: string, seen: SeenVm | null): Promise<void> {
  await endTask(tx, vmId, seen);
  await releaseReservation(tx, { id: vmId });
  await releaseAddresses(tx, { id: vmId });
  await tx.vm.updateMany({ where: { id: vmId }, data: { failure } });
}

/** Gone from its host: the row stays for its history, without its address, its volumes and its secret. */
export async function markDeleted(tx: Tx, vmId: string, seen: SeenVm): Promise<void> {
  await endTask(tx, vmId, seen);
  await releaseReservation(tx, { id: vmId });
  const vm = await tx.vm.update({ where: { id: vmId }, data: { deletedAt: new Date() }, select: { userDataId: true } });
  await tx.port.deleteMany({ where: { vmId } });
  await tx.vmFile.deleteMany({ where: { vmId } });
  await tx.volume.deleteMany({ where: { vmId } });
  if (vm.userDataId) await tx.secret.deleteMany({ where: { id: vm.userDataId } });
}
