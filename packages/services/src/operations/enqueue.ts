import { newId } from '@virtfleet/contracts/ids';
import { type OperationInput, type OperationKind, operationInputs } from '@virtfleet/contracts/operation';
import type { ChangeKey } from '@virtfleet/contracts/views';
import type { Tx } from '@virtfleet/db/client';
import { notifyEnqueued } from '@virtfleet/db/notify';
import { pacedStart, pacedStarts } from './pace.ts';

export type VmOperationKind = Extract<OperationKind, `vm.${string}`>;

export type Enqueue<K extends VmOperationKind> = {
  kind: K;
  input: OperationInput<K>;
  vm: { id: string; projectId: string; hostId: string };
  /** Who asked. */
  userId: string;
  /** Of what was asked for together: the id that its operations share. Then they begin one after another on each host. */
  batchId?: string | undefined;
  /** What else the transaction changes. */
  alsoChanged?: readonly ChangeKey[];
};

/** Puts an operation on a VM into the queue, and tells its host's worker and the browsers once the transaction commits. Answers its id. */
export async function enqueueVmOperation<K extends VmOperationKind>(tx: Tx, ask: Enqueue<K>): Promise<string> {
  const { kind, vm, userId, batchId, alsoChanged = [] } = ask;
  const paced = batchId !== undefined && { batchId, runAfter: await pacedStart(tx, { hostId: vm.hostId, kind }) };
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
      ...paced,
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

type Creates = {
  vms: readonly { vmId: string; hostId: string }[];
  projectId: string;
  userId: string;
  start: boolean;
};

/**
 * Queues the creation of new VMs, in their order, and tells each host's worker and the browsers. Several are one batch: those that
 * boot begin one after another on each host. Answers the operations' ids.
 */
export async function enqueueCreates(
  tx: Tx,
  { vms, projectId, userId, start }: Creates,
): Promise<{ operationIds: string[]; batchId: string | null }> {
  const kind = 'vm.create';
  const batchId = vms.length > 1 ? newId() : null;
  const rows = vms.map(({ vmId, hostId }) => ({
    ...{ id: newId(), kind, input: { vmId, start }, hostId, subject: `vm:${vmId}`, vmId, projectId, userId, batchId },
    runAfter: undefined as Date | undefined,
  }));
  const byHost = [...Map.groupBy(rows, (row) => row.hostId)].sort(([a], [b]) => (a < b ? -1 : 1));
  if (batchId !== null && start)
    for (const [hostId, here] of byHost) {
      const times = await pacedStarts(tx, { hostId, kind }, here.length);
      for (const [at, row] of here.entries()) row.runAfter = times[at];
    }
  await tx.operation.createMany({ data: rows });
  for (const [hostId, here] of byHost)
    await notifyEnqueued(tx, hostId, [
      ...here.map(({ vmId }) => ({ kind: 'vms' as const, id: vmId, projectId })),
      ...here.map(({ id }) => ({ kind: 'operations' as const, id, projectId })),
      // What it has promised is another sum now.
      { kind: 'hosts', id: hostId },
    ]);
  return { operationIds: rows.map(({ id }) => id), batchId };
}
