import type { NetworkView } from '@virtfleet/contracts/views';
import { addressCapacity } from '@virtfleet/domain/ipam';
import type { Db, Tx } from './client.ts';

type Row = Omit<NetworkView, 'freeAddresses'> & {
  gateway: string | null;
  firstAddress: string | null;
  lastAddress: string | null;
  taken: number;
};

/** The networks that a project may use: its own and those for everyone, by name. */
export async function listNetworks(db: Db | Tx, projectId: string): Promise<NetworkView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT network.id, network.name, network.kind::text, network.reached_from AS "reachedFrom",
      subnet.cidr, subnet.gateway, subnet.first_address AS "firstAddress", subnet.last_address AS "lastAddress",
      (SELECT count(*)::int FROM port WHERE port.subnet_id = subnet.id AND port.address IS NOT NULL) AS taken
    FROM network
    LEFT JOIN LATERAL (SELECT * FROM subnet WHERE network_id = network.id ORDER BY id LIMIT 1) subnet ON true
    WHERE network.project_id IS NULL OR network.project_id = ${projectId}::uuid
    ORDER BY network.name`;
  return rows.map(({ gateway, firstAddress, lastAddress, taken, ...view }) => ({
    ...view,
    freeAddresses:
      view.cidr === null || firstAddress === null || lastAddress === null
        ? 0
        : Math.max(0, addressCapacity({ cidr: view.cidr, gateway, firstAddress, lastAddress }) - taken),
  }));
}
