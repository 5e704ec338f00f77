import { expect } from 'vitest';
import { eventually, type Fleet } from './fleet.ts';

/** What is there of one VM: every name derives from its id. */
export const disksOf = (fleet: Fleet, vmId: string) => fleet.disks().filter((name) => name.includes(vmId));

const filesOf = (vm: Awaited<ReturnType<Fleet['vmOf']>>) =>
  [...vm.volumes, ...vm.files].flatMap(({ volumeName }) => volumeName ?? []);

/** Nothing under way, no lie about the VM, nothing on the host that no row knows. */
export async function honest(fleet: Fleet, vmId: string, at = ''): Promise<void> {
  const vm = await fleet.vmOf(vmId);
  expect([at, vm.taskState]).toEqual([at, null]);
  // A guest that was asked to go down may do so after its operation failed; then its event tells.
  await eventually(
    async () => (await fleet.vmOf(vmId)).powerState === fleet.domainState(vm.domainName),
    `${at}: the row lies about its VM`,
  );
  const known = vm.deletedAt === null ? filesOf(vm) : [];
  expect([at, disksOf(fleet, vmId).filter((name) => !known.includes(name))]).toEqual([at, []]);
}

/** A create that was done: all of it there, and no more. */
export async function whole(fleet: Fleet, vmId: string): Promise<void> {
  const vm = await fleet.vmOf(vmId);
  expect(vm.failure).toBeNull();
  expect(vm.guestAbi).not.toBeNull();
  expect(disksOf(fleet, vmId).toSorted()).toEqual(filesOf(vm).toSorted());
}

/** A create that was undone: nothing of it there, its address free, and the row says why. */
export async function nothingLeft(fleet: Fleet, vmId: string, error: string | null, at = ''): Promise<void> {
  const vm = await fleet.vmOf(vmId);
  expect([at, fleet.domainState(vm.domainName), disksOf(fleet, vmId)]).toEqual([at, 'absent', []]);
  expect([at, vm.failure, vm.ports.map(({ address }) => address)]).toEqual([at, error, [null]]);
}
