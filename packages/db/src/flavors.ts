import type { FlavorView } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';

/** Every flavor, in the order that an admin gave them. */
export function listFlavors(db: Db | Tx): Promise<FlavorView[]> {
  return db.flavor.findMany({
    orderBy: [{ position: 'asc' }, { name: 'asc' }],
    select: { id: true, name: true, vcpus: true, memoryMib: true, diskGib: true },
  });
}
