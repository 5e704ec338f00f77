/** What lists are sorted by, and how much is done at once: without zod, which a page’s first load does not have. */

/** What VMs are sorted by. */
export const vmSorts = ['created', 'name', 'state', 'size', 'address', 'image', 'host', 'by'] as const;
export type VmSort = (typeof vmSorts)[number];

/** "name", or "-name" for the other way round. */
export type VmOrder = VmSort | `-${VmSort}`;
/** The newest first. */
export const defaultVmOrder: VmOrder = '-created';

const vmOrders: readonly VmOrder[] = vmSorts.flatMap((sort) => [sort, `-${sort}` as const]);
/** The order that some text names; null: none. */
export const asVmOrder = (text: string): VmOrder | null => vmOrders.find((order) => order === text) ?? null;

/** VMs in one call; more come in several, so that each answers soon and none holds up the others. */
export const mostAtOnce = 25;
