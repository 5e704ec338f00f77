import { randomBytes } from 'node:crypto';
import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { Tx } from '@virtfleet/db/client';
import { type AddressRange, macFor, nextFreeAddress } from '@virtfleet/domain/ipam';

export type NetworkToJoin = { id: string; name: string; subnets: readonly (AddressRange & { id: string })[] };

/** Others can take an address only while we look; each time the list we read again is longer. */
const mostAttempts = 300;

/** The VM's first NIC, with the lowest free address of the network's subnet; with none when the network has no subnet of ours. */
export async function attachPort(tx: Tx, vmId: string, network: NetworkToJoin): Promise<void> {
  const [subnet] = network.subnets;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const address = subnet ? await freeAddress(tx, subnet) : null;
    if (subnet && address === null)
      throw fail('no_free_address', `The network ${network.name} has no free address left`, { field: 'networkId' });
    const mac = macFor(randomBytes(3));
    // Waits for whoever is taking the same address or MAC, and does nothing when they keep it: the transaction stays usable.
    const inserted = await tx.$executeRaw`
      INSERT INTO port (id, vm_id, network_id, subnet_id, position, mac, address)
      VALUES (${newId()}::uuid, ${vmId}::uuid, ${network.id}::uuid, ${subnet?.id ?? null}::uuid, 0, ${mac}, ${address})
      ON CONFLICT DO NOTHING`;
    if (inserted > 0) return;
  }
  throw fail('no_free_address', 'Too many VMs are being made on this network at once. Try again.', {
    field: 'networkId',
  });
}

async function freeAddress(tx: Tx, subnet: AddressRange & { id: string }): Promise<string | null> {
  const taken = await tx.port.findMany({
    where: { subnetId: subnet.id, address: { not: null } },
    select: { address: true },
  });
  return nextFreeAddress(
    subnet,
    taken.flatMap(({ address }) => address ?? []),
  );
}
