import { newId } from '@virtfleet/contracts/ids';
import { type OperationInput, type OperationKind, operationInputs } from '@virtfleet/contracts/operation';
import type { Tx } from '@virtfleet/db/client';
import { notifyChanges, notifyWork } from '@virtfleet/db/notify';

export type VmOperationKind = Extract<OperationKind, `vm.${string}`>;

export type Enqueue<K extends VmOperationKind> = {
  kind: K;
  input: OperationInput<K>;
  vm: { id: string; projectId: string; hostId: string };
  /** Who asked. */
  userId: string;
};

/** Puts an operation on a VM into the queue, and tells its host's worker and the browsers once the transaction commits. Answers its id. */
export async function enqueueVmOperation<K extends VmOperationKind>(tx: Tx, ask: Enqueue<K>): Promise<string> {
  const { kind, vm, userId } = ask;
  const { id } = await tx.operation.create({
    data: {
      id: newId(),
      kind,
      input: operationInputs[kind].parse(ask.input),
      hostId: vm.hostId,
      subject: `vm:${vm.id}`,
      vmId: vm.id,
      projectId: vm.projectId,
      userId,
    },
    select: { id: true },
  });
  await notifyWork(tx, vm.hostId);
  await notifyChanges(tx, [
    { kind: 'vms', id: vm.id, projectId: vm.projectId },
    { kind: 'operations', id, projectId: vm.projectId },
  ]);
  return id;
}
