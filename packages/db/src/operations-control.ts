import type { OperationKind } from '@virtfleet/contracts/operation';
import type { OperationFacts } from '@virtfleet/domain/operations';
import { type Db, Prisma, type Tx } from './client.ts';
import { notifyChanges, notifyWork } from './notify.ts';
import { tellAsker } from './operation-news.ts';
import { endTask, giveUpVm, writeOffVm } from './vm-outcomes.ts';

/**
 * What people may do with an operation that was asked for already. Each locks the operation's row: whoever locks its VM's row as
 * well does that afterwards, as the worker does.
 */

type Held = {
  id: string;
  kind: OperationKind;
  status: string;
  hostId: string;
  hostName: string;
  vmId: string | null;
  projectId: string | null;
  error: string | null;
};

/** What decides who may do what with an operation, with its row locked until the transaction ends; null: there is none. */
export function lockOperation(
  tx: Tx,
  operationId: string,
): Promise<(OperationFacts & { projectId: string | null }) | null> {
  return tx.$queryRaw<(OperationFacts & { projectId: string | null })[]>`
      SELECT kind, status::text, cancel_requested_at AS "cancelRequestedAt", project_id AS "projectId"
      FROM operation WHERE id = ${operationId}::uuid FOR NO KEY UPDATE`.then(([row]) => row ?? null);
}

/**
 * Asks for an operation's end. 'ended': nobody had begun it, so it is cancelled and its VM holds nothing. 'asked': the worker that
 * runs it stops at the next step, or in the middle of one that can be, and undoes a create. Null: there is none, or it is past that.
 */
export async function requestCancel(tx: Tx, operationId: string): Promise<'ended' | 'asked' | null> {
  const held = await hold(tx, operationId, ['pending', 'running']);
  if (!held) return null;
  if (held.status === 'running') {
    await tx.$executeRaw`
      UPDATE operation SET cancel_requested_at = coalesce(cancel_requested_at, now()) WHERE id = ${held.id}::uuid`;
    await notifyWork(tx, held.hostId);
    await tell(tx, held);
    return 'asked';
  }
  await end(tx, held, 'cancelled', 'Cancelled');
  if (held.vmId !== null) {
    if (held.kind === 'vm.create') await giveUpVm(tx, held.vmId, 'Cancelled', null);
    else await endTask(tx, held.vmId, null);
  }
  await tell(tx, held);
  return 'ended';
}

/** Has a stuck operation's undo tried again now rather than later. False: it is not stuck, or there is none. */
export async function tryAgain(tx: Tx, operationId: string): Promise<boolean> {
  const held = await hold(tx, operationId, ['stuck']);
  if (!held) return false;
  await tx.$executeRaw`UPDATE operation SET run_after = now() WHERE id = ${held.id}::uuid`;
  await notifyWork(tx, held.hostId);
  await tell(tx, held);
  return true;
}

/**
 * Ends a stuck operation though something of it may be left on its host: the capacity is free for others. The VM's name and
 * addresses stay taken until the host is seen without its domain. False: it is not stuck, or there is none.
 */
export async function writeOff(tx: Tx, operationId: string): Promise<boolean> {
  const held = await hold(tx, operationId, ['stuck']);
  if (!held) return false;
  const why = `Written off while ${held.hostName} could not undo it${held.error === null ? '' : `: ${held.error}`}`;
  await end(tx, held, 'failed', why);
  if (held.vmId !== null) {
    if (held.kind === 'vm.create') await writeOffVm(tx, held.vmId, why);
    else await endTask(tx, held.vmId, null);
  }
  await tellAsker(tx, held.id, 'failed');
  await tell(tx, held);
  return true;
}

async function hold(tx: Tx, id: string, statuses: readonly string[]): Promise<Held | null> {
  const rows = await tx.$queryRaw<Held[]>`
    SELECT o.id, o.kind, o.status::text, o.host_id AS "hostId", host.name AS "hostName", o.vm_id AS "vmId",
      o.project_id AS "projectId", o.error
    FROM operation o JOIN host ON host.id = o.host_id WHERE o.id = ${id}::uuid FOR NO KEY UPDATE OF o`;
  const held = rows[0];
  return held && statuses.includes(held.status) ? held : null;
}

/** The token goes up, so that a worker which is just then in the middle of it writes nothing more. */
async function end(tx: Tx, { id }: Held, status: 'cancelled' | 'failed', error: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE operation SET status = ${status}::operation_status, error = ${error}, token = nextval('fence'), ended_at = clock_timestamp()
    WHERE id = ${id}::uuid`);
}

async function tell(tx: Db | Tx, { id, vmId, hostId, projectId }: Held): Promise<void> {
  const project = projectId === null ? {} : { projectId };
  await notifyChanges(tx, [
    { kind: 'operations', id, ...project },
    ...(vmId === null ? [] : [{ kind: 'vms' as const, id: vmId, ...project }]),
    { kind: 'hosts', id: hostId },
  ]);
}
