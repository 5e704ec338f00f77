import type { Capacity, HostOffer } from '@virtfleet/domain/placement/host';
import type { Db, Tx } from './client.ts';

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
  await tx.$executeRaw`INSERT INTO host_reservation (host_id) SELECT id FROM host WHERE id = ${hostId}::uuid ON CONFLICT DO NOTHING`;
  await tx.$queryRaw`SELECT 1 FROM host_reservation WHERE host_id = ${hostId}::uuid FOR UPDATE`;
  const [found] = await offersWhere(tx, imageId, { id: hostId });
  return found ?? null;
}

async function offersWhere(db: Db | Tx, imageId: string, where: { id?: string }) {
  const hosts = await db.host.findMany({
    where,
    include: { reservation: true, imageCopies: { where: { imageId }, select: { imageId: true } } },
  });
  return hosts.map((host) => ({
    pool: host.pool,
    poolPath: host.poolPath,
    offer: {
      id: host.id,
      name: host.name,
      state: host.state,
      arch: host.arch,
      virtTypes: host.virtTypes,
      cpus: host.cpus,
      memoryMib: host.memoryMib,
      poolCapacityBytes: host.poolCapacityBytes === null ? null : Number(host.poolCapacityBytes),
      poolAvailableBytes: host.poolAvailableBytes === null ? null : Number(host.poolAvailableBytes),
      networks: host.hostNetworks,
      hasImage: host.imageCopies.length > 0,
      reserved: {
        vcpus: host.reservation?.vcpus ?? 0,
        memoryMib: host.reservation?.memoryMib ?? 0,
        diskGib: host.reservation?.diskGib ?? 0,
      },
    } satisfies HostOffer,
  }));
}

/** Promises more of a host whose reservation is locked by this transaction. */
export async function reserve(tx: Tx, hostId: string, more: Capacity): Promise<void> {
  await tx.hostReservation.update({
    where: { hostId },
    data: {
      vcpus: { increment: more.vcpus },
      memoryMib: { increment: more.memoryMib },
      diskGib: { increment: more.diskGib },
    },
  });
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
