import type { HostView } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';
import { listFindings } from './findings.ts';

type Row = Omit<HostView, 'poolCapacityBytes' | 'poolAvailableBytes' | 'findings' | 'findingCount'> & {
  poolCapacityBytes: bigint | null;
  poolAvailableBytes: bigint | null;
};

/** Every host with what was last seen of it and what its VMs have been promised, by name. */
export async function listHosts(db: Db | Tx): Promise<HostView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT host.id, host.name, host.address, host.simulated, host.state::text, host.state_reason AS "stateReason",
      host.state_since AS "stateSince", host.observed_at AS "observedAt", host.libvirt_version AS "libvirtVersion",
      host.qemu_version AS "qemuVersion", host.virt_types AS "virtTypes", host.cpus, host.memory_mib AS "memoryMib",
      coalesce(held.vcpus, 0) AS "reservedVcpus", coalesce(held.memory_mib, 0) AS "reservedMemoryMib",
      coalesce(held.disk_gib, 0) AS "reservedDiskGib",
      host.pool_capacity_bytes AS "poolCapacityBytes", host.pool_available_bytes AS "poolAvailableBytes",
      (SELECT count(*)::int FROM vm WHERE vm.host_id = host.id AND vm.deleted_at IS NULL) AS "vmCount"
    FROM host LEFT JOIN host_reservation held ON held.host_id = host.id
    ORDER BY host.name`;
  const found = await listFindings(db);
  return rows.map((row) => ({
    ...row,
    ...(found.get(row.id) ?? { findings: [], findingCount: 0 }),
    poolCapacityBytes: bytes(row.poolCapacityBytes),
    poolAvailableBytes: bytes(row.poolAvailableBytes),
  }));
}

/** Whether hosts of this installation are played by a simulator. */
export const anySimulated = async (db: Db | Tx): Promise<boolean> =>
  (await db.host.findFirst({ where: { simulated: true }, select: { id: true } })) !== null;

/** Exact up to 8 PiB. */
const bytes = (value: bigint | null) => (value === null ? null : Number(value));
