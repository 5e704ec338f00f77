import type { HostState, PowerState } from '@virtfleet/contracts/views';
import { type Db, Prisma, type Tx } from './client.ts';

/** What one domain was seen as. `seq` is taken before the host is asked, so that a report of something older never wins. */
export type SeenVm = { seq: string; state: PowerState; reason: string | null };

/** The keys of a row that changed, for the live stream. */
export type ChangedVm = { id: string; projectId: string };

/** The next number in the order of truth, as a decimal string (a bigint that survives JSON). */
export async function nextObservation(db: Db | Tx): Promise<string> {
  const [row] = await db.$queryRaw<{ seq: string }[]>`SELECT nextval('observation')::text AS seq`;
  if (!row) throw new Error('no row from nextval');
  return row.seq;
}

/** `power_since` moves only when the state does. */
const seenColumns = (state: Prisma.Sql, reason: Prisma.Sql, seq: Prisma.Sql) => Prisma.sql`
  power_since = CASE WHEN vm.power_state IS DISTINCT FROM ${state} THEN now() ELSE vm.power_since END,
  power_state = ${state}, power_reason = ${reason}, observed_seq = ${seq}, observed_at = now()`;

/** What an operation or an event saw of one VM. Answers null when a newer report is there, or no such VM. */
export async function observeVm(
  db: Db | Tx,
  vm: { id: string } | { hostId: string; domainName: string },
  seen: SeenVm,
): Promise<ChangedVm | null> {
  const which =
    'id' in vm
      ? Prisma.sql`vm.id = ${vm.id}::uuid`
      : Prisma.sql`vm.host_id = ${vm.hostId}::uuid AND vm.domain_name = ${vm.domainName}`;
  const rows = await db.$queryRaw<ChangedVm[]>`
    UPDATE vm SET ${seenColumns(Prisma.sql`${seen.state}::power_state`, Prisma.sql`${seen.reason}`, Prisma.sql`${seen.seq}::bigint`)}
    WHERE ${which} AND vm.deleted_at IS NULL AND vm.observed_seq < ${seen.seq}::bigint
    RETURNING vm.id, vm.project_id AS "projectId"`;
  return rows[0] ?? null;
}

/**
 * A sweep: all domains of a host, listed after `seq` was taken. A VM without a domain is absent. VMs with an operation under way are
 * left to it. Answers those whose state is another than before.
 */
export function observeDomains(
  db: Db | Tx,
  hostId: string,
  seq: string,
  bootId: string | null,
  domains: readonly { uuid: string; state: PowerState; reason: string | null }[],
): Promise<ChangedVm[]> {
  return db.$queryRaw<ChangedVm[]>`
    WITH seen AS (
      SELECT vm.id, vm.power_state AS before, coalesce(d.state::power_state, 'absent') AS state, d.reason
      FROM vm LEFT JOIN unnest(${domains.map((d) => d.uuid)}::text[], ${domains.map((d) => d.state)}::text[], ${domains.map((d) => d.reason)}::text[])
        AS d (uuid, state, reason) ON d.uuid::uuid = vm.domain_uuid
      WHERE vm.host_id = ${hostId}::uuid AND vm.deleted_at IS NULL AND vm.observed_seq < ${seq}::bigint
        AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.subject = 'vm:' || vm.id AND o.status IN ('running', 'undoing', 'stuck'))
        AND NOT (d.uuid IS NULL AND coalesce(vm.task_state IN ('creating', 'deleting'), false))
      FOR NO KEY UPDATE OF vm),
    put AS (
      UPDATE vm SET ${seenColumns(Prisma.sql`seen.state`, Prisma.sql`seen.reason`, Prisma.sql`${seq}::bigint`)}, observed_boot = ${bootId}
      FROM seen WHERE vm.id = seen.id RETURNING vm.id, vm.project_id, seen.before, seen.state)
    SELECT id, project_id AS "projectId" FROM put WHERE before IS DISTINCT FROM state`;
}

/** How a host answers now, and why if it doesn't. `state_since` moves only when the state does. Answers whether anything changed. */
export async function observeHostState(
  db: Db | Tx,
  hostId: string,
  state: HostState,
  reason: string | null,
): Promise<boolean> {
  const changed = await db.$executeRaw`
    UPDATE host SET state_since = CASE WHEN state IS DISTINCT FROM ${state}::host_state THEN now() ELSE state_since END,
      state = ${state}::host_state, state_reason = ${reason}
    WHERE id = ${hostId}::uuid AND (state IS DISTINCT FROM ${state}::host_state OR state_reason IS DISTINCT FROM ${reason})`;
  return changed > 0;
}

export type SeenHost = {
  bootId: string;
  arch: string;
  libvirtVersion: string;
  qemuVersion: string;
  cpuModel: string;
  cpus: number;
  memoryMib: number;
  virtTypes: readonly string[];
  poolPath: string;
  poolCapacityBytes: number;
  poolAvailableBytes: number;
  networks: readonly string[];
};

/** What a host said of itself. Answers false when a newer report is there. */
export async function observeHost(db: Db | Tx, hostId: string, seq: string, seen: SeenHost): Promise<boolean> {
  const { bootId, arch, libvirtVersion, qemuVersion, cpuModel, cpus, memoryMib, poolPath } = seen;
  const { count } = await db.host.updateMany({
    where: { id: hostId, observedSeq: { lt: BigInt(seq) } },
    data: {
      ...{ bootId, arch, libvirtVersion, qemuVersion, cpuModel, cpus, memoryMib, poolPath },
      virtTypes: [...seen.virtTypes],
      hostNetworks: [...seen.networks],
      poolCapacityBytes: BigInt(seen.poolCapacityBytes),
      poolAvailableBytes: BigInt(seen.poolAvailableBytes),
      observedSeq: BigInt(seq),
      observedAt: new Date(),
    },
  });
  return count > 0;
}

/** This installation's id and epoch; made at the first call. */
export async function installationOf(db: Db | Tx, newId: () => string): Promise<{ id: string; epoch: number }> {
  await db.$executeRaw`INSERT INTO installation (id) VALUES (${newId()}::uuid) ON CONFLICT DO NOTHING`;
  const { id, epoch } = await db.installation.findFirstOrThrow();
  return { id, epoch };
}
