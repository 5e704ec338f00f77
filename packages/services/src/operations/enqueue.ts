import { newId } from '@virtfleet/contracts/ids';
import { type OperationInput, type OperationKind, operationInputs } from '@virtfleet/contracts/operation';
import type { ChangeKey } from '@virtfleet/contracts/views';
import type { Tx } from '@virtfleet/db/client';
import { notifyEnqueued } from '@virtfleet/db/notify';

export type VmOperationKind = Extract<OperationKind, `vm.${string}`>;

export type Enqueue<K extends VmOperationKind> = {
  kind: K;
  input: OperationInput<K>;
  vm: { id: string; projectId: string; hostId: string };
  /** Who asked. */
  userId: string;
  /** What else the transaction changes. */
  alsoChanged?: readonly ChangeKey[];
};

/** Puts an operation on a VM into the queue, and tells its host's worker and the browsers once the transaction commits. Answers its id. */
export async function enqueueVmOperation<K extends VmOperationKind>(tx: Tx, ask: Enqueue<K>): Promise<string> {
  const { kind, vm, userId, alsoChanged = [] } = ask;
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
  await notifyEnqueued(tx, vm.hostId, [
    { kind: 'vms', id: vm.id, projectId: vm.projectId },
    { kind: 'operations', id, projectId: vm.projectId },
    ...alsoChanged,
  ]);
  return id;
}
