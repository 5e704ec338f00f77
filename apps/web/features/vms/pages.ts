import type { VmPage } from '@virtfleet/contracts/views';

/** How the pages of the list of VMs hang together; the same on the server and in the browser. */
export const vmPages = { getNextPageParam: ({ next }: VmPage) => next ?? undefined };
