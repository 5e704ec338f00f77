import type { GuestAbi } from '@virtfleet/contracts/vm-spec';
import type { Tx } from './client.ts';
import { observeVm, type SeenVm } from './observations.ts';
import { releaseAddresses, releaseReservation } from './reservations.ts';

/** An operation on a VM ended, well or not: what was seen of it last, and nothing under way, unless something was asked for since. */
export async function endTask(tx: Tx, vmId: string, seen: SeenVm | null): Promise<void> {
  if (seen) await observeVm(tx, { id: vmId }, seen);
  await tx.$executeRaw`
    UPDATE vm SET task_state = NULL WHERE id = ${vmId}::uuid AND task_state IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.subject = 'vm:' || vm.id AND o.status = 'pending')`;
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

/** Its host did not come back to have it undone: it holds no capacity any more, but its address, until the host is seen without it. */
export async function writeOffVm(tx: Tx, vmId: string, failure: string): Promise<void> {
  await endTask(tx, vmId, null);
  await releaseReservation(tx, { id: vmId });
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
