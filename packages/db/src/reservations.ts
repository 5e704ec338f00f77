import type { Capacity, HostOffer } from '@virtfleet/domain/placement/host';
import { type Db, Prisma, type Tx } from './client.ts';

/** Every host as placement sees it, without a lock. */
export async function hostOffers(db: Db | Tx, imageId: string): Promise<HostOffer[]> {
  return (await offersWhere(db, imageId, {})).map(({ offer }) => offer);
}

/** One host, with its reservation's row locked until the transaction ends; where its pool lies comes along. Null: the host was removed. */
export async function lockHostOffer(
  tx: Tx,
  hostId: string,
  imageId: string,
): Promise<{ offer: HostOffer; pool: string; poolPath: string | null } | null> {
  // Others wait for this lock, so one statement makes the row when there is none, locks it, and waits for whoever holds it.
  await tx.$executeRaw`
    INSERT INTO host_reservation (host_id) SELECT id FROM host WHERE id = ${hostId}::uuid
    ON CONFLICT (host_id) DO UPDATE SET host_id = excluded.host_id`;
  const [found] = await offersWhere(tx, imageId, { id: hostId });
  return found ?? null;
}

type OfferRow = HostOffer & { pool: string; poolPath: string | null };

/** In one statement, because it also runs while others wait for the lock. */
async function offersWhere(db: Db | Tx, imageId: string, { id }: { id?: string }) {
  const one = id === undefined ? Prisma.empty : Prisma.sql`WHERE host.id = ${id}::uuid`;
  const rows = await db.$queryRaw<OfferRow[]>`
    SELECT host.id, host.name, host.state::text, host.arch, host.virt_types AS "virtTypes", host.cpus,
      host.memory_mib AS "memoryMib", host.pool_capacity_bytes::float8 AS "poolCapacityBytes",
      host.pool_available_bytes::float8 AS "poolAvailableBytes", host.host_networks AS networks,
      EXISTS (SELECT FROM image_copy c WHERE c.host_id = host.id AND c.image_id = ${imageId}::uuid) AS "hasImage",
      json_build_object('vcpus', coalesce(r.vcpus, 0), 'memoryMib', coalesce(r.memory_mib, 0),
        'diskGib', coalesce(r.disk_gib, 0)) AS reserved,
      host.pool, host.pool_path AS "poolPath"
    FROM host LEFT JOIN host_reservation r ON r.host_id = host.id ${one}`;
  return rows.map(({ pool, poolPath, ...offer }) => ({ pool, poolPath, offer }));
}

/** Promises more of a host whose reservation is locked by this transaction. */
export async function reserve(tx: Tx, hostId: string, more: Capacity): Promise<void> {
  await tx.$executeRaw`
    UPDATE host_reservation SET vcpus = vcpus + ${more.vcpus}, memory_mib = memory_mib + ${more.memoryMib},
      disk_gib = disk_gib + ${more.diskGib}
    WHERE host_id = ${hostId}::uuid`;
}

/**
 * Gives back what a VM was promised. A VM holds its promise until it has failed or is deleted: so call this before
 * `failure` or `deletedAt` is written and before its volumes' rows go; a VM that holds none is left alone (false).
 */
export async function releaseReservation(tx: Tx, vm: { id: string }): Promise<boolean> {
  const released = await tx.$executeRaw`
    WITH held AS (
      SELECT id, host_id, vcpus, memory_mib FROM vm
      WHERE id = ${vm.id}::uuid AND failure IS NULL AND deleted_at IS NULL
      FOR UPDATE
    )
    UPDATE host_reservation r SET
      vcpus = greatest(0, r.vcpus - held.vcpus),
      memory_mib = greatest(0, r.memory_mib - held.memory_mib),
      disk_gib = greatest(0, r.disk_gib - (SELECT coalesce(sum(size_gib), 0)::int FROM volume WHERE vm_id = held.id))
    FROM held WHERE r.host_id = held.host_id`;
  return released > 0;
}

/** Frees a VM's addresses; only once the host has said that it is gone. Repeating it is fine. */
export async function releaseAddresses(tx: Tx, vm: { id: string }): Promise<void> {
  await tx.port.updateMany({ where: { vmId: vm.id }, data: { address: null } });
}

/** A VM that was written off keeps its addresses until its host is seen without its domain: those go free now. `uuids`: all that the host has. */
export async function releaseWrittenOff(db: Db | Tx, hostId: string, uuids: readonly string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE port SET address = NULL FROM vm
    WHERE port.vm_id = vm.id AND port.address IS NOT NULL
      AND vm.host_id = ${hostId}::uuid AND vm.failure IS NOT NULL AND vm.deleted_at IS NULL
      AND NOT vm.domain_uuid::text = ANY(${[...uuids]})
      AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.subject = 'vm:' || vm.id AND o.status IN ('running', 'undoing', 'stuck'))`;
}
