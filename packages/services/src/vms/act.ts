import { fail } from '@virtfleet/contracts/errors';
import type { OperationInput } from '@virtfleet/contracts/operation';
import type { TaskState, VmAction } from '@virtfleet/contracts/views';
import type { Tx } from '@virtfleet/db/client';
import { type Actor, authorize, type Permission } from '@virtfleet/domain/authz';
import { type VmFacts, vmCan } from '@virtfleet/domain/lifecycle';
import type { ServiceContext } from '../context.ts';
import { enqueueVmOperation, type VmOperationKind } from '../operations/enqueue.ts';

export type VmChange<K extends VmOperationKind> = {
  permission: Permission;
  /** The rule that must allow it. */
  action: VmAction;
  kind: K;
  input: OperationInput<K> | ((vm: { name: string }) => OperationInput<K>);
  /** What its state says meanwhile; null: it stays as it was, and more may be asked for behind it. */
  taskState: TaskState | null;
  /** What people want from now on; left as it is when not given. */
  wantedPower?: 'on' | 'off';
  /** Set when it is one of many: see enqueueVmOperation. */
  batchId?: string | undefined;
  /** Further conditions; throws when one isn't met. */
  check?: (vm: { id: string; name: string; projectId: string }, tx: Tx) => void | Promise<void>;
};

/**
 * Asks for something to be done with a VM: an operation is queued, its task state is set. Clicks at the same time queue at the VM's row,
 * so the second meets the first one's task state. Throws not_found, read_only or not_allowed_now.
 */
export async function actOnVm<K extends VmOperationKind>(
  { db }: ServiceContext,
  actor: Actor,
  vmId: string,
  change: VmChange<K>,
): Promise<{ operationId: string }> {
  return await db.$transaction(async (tx) => {
    const vm = await lockVm(tx, vmId);
    authorize(actor, change.permission, vm?.projectId ?? null);
    if (!vm) throw fail('not_found', 'This VM is gone');
    await change.check?.(vm, tx);
    const can = vmCan(vm.facts)[change.action];
    if (!can.ok) throw fail('not_allowed_now', can.reason);
    const { taskState, wantedPower, kind, batchId } = change;
    const input = typeof change.input === 'function' ? change.input(vm) : change.input;
    await tx.vm.update({
      where: { id: vmId },
      data: { ...(taskState && { taskState }), ...(wantedPower && { wantedPower }) },
    });
    return { operationId: await enqueueVmOperation(tx, { kind, input, vm, userId: actor.userId, batchId }) };
  });
}

async function lockVm(tx: Tx, vmId: string) {
  await tx.$queryRaw`SELECT 1 FROM vm WHERE id = ${vmId}::uuid FOR UPDATE`;
  const vm = await tx.vm.findUnique({
    where: { id: vmId, deletedAt: null },
    include: { host: { select: { state: true, stateSince: true } } },
  });
  if (!vm) return null;
  const facts: VmFacts = { ...vm, hostState: vm.host.state, hostStateSince: vm.host.stateSince, progress: null };
  return { id: vm.id, name: vm.name, projectId: vm.projectId, hostId: vm.hostId, facts };
}
