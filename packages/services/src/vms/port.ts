import { randomBytes } from 'node:crypto';
import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { Db, Tx } from '@virtfleet/db/client';
import { type AddressRange, freeAddresses, macFor } from '@virtfleet/domain/ipam';

export type NetworkToJoin = { id: string; name: string; subnets: readonly (AddressRange & { id: string })[] };

/** Others can take an address only while we look; each time the list we read again is longer. */
const mostAttempts = 300;

/**
 * The first NIC of each of these VMs, with the lowest free addresses of the network's subnet, in their order; with none when the
 * network has no subnet of ours. Throws no_free_address.
 */
export async function attachPorts(tx: Tx, vmIds: readonly string[], network: NetworkToJoin): Promise<void> {
  const [subnet] = network.subnets;
  // Two that hold some addresses and want more could wait for each other: they take turns. One that wants one never holds any.
  if (subnet && vmIds.length > 1)
    await tx.$queryRaw`SELECT 1 FROM subnet WHERE id = ${subnet.id}::uuid FOR NO KEY UPDATE`;
  let left = vmIds;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const addresses = await addressesFor(tx, network, left.length);
    if (addresses.length < left.length) throw noAddress(network, vmIds.length);
    const rows = left.map((vmId, at) => ({
      id: newId(),
      vmId,
      mac: macFor(randomBytes(3)),
      address: addresses[at] ?? null,
    }));
    // Waits for whoever is taking the same address or MAC, and does nothing when they keep it: the transaction stays usable.
    const inserted = await tx.$queryRaw<{ vmId: string }[]>`
      INSERT INTO port (id, vm_id, network_id, subnet_id, position, mac, address)
      SELECT r.id::uuid, r."vmId"::uuid, ${network.id}::uuid, ${subnet?.id ?? null}::uuid, 0, r.mac, r.address
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, "vmId" text, mac text, address text)
      ON CONFLICT DO NOTHING RETURNING vm_id AS "vmId"`;
    const done = new Set(inserted.map(({ vmId }) => vmId));
    left = left.filter((vmId) => !done.has(vmId));
    if (left.length === 0) return;
  }
  throw fail('no_free_address', 'Too many VMs are being made on this network at once. Try again.', {
    field: 'networkId',
  });
}

export const noAddress = ({ name }: NetworkToJoin, count: number) =>
  fail(
    'no_free_address',
    count === 1
      ? `The network ${name} has no free address left`
      : `The network ${name} has too few free addresses for ${count} VMs`,
    { field: 'networkId' },
  );

/** The lowest free addresses, fewer than asked for when there are fewer; nulls when the network has no subnet of ours. */
export async function addressesFor(
  db: Db | Tx,
  { subnets: [subnet] }: NetworkToJoin,
  count: number,
): Promise<(string | null)[]> {
  if (!subnet) return Array.from({ length: count }, () => null);
  const taken = await db.port.findMany({
    where: { subnetId: subnet.id, address: { not: null } },
    select: { address: true },
  });
  return freeAddresses(
    subnet,
    taken.flatMap(({ address }) => address ?? []),
    count,
  );
}
