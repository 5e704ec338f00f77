import type { VmOrder } from '@virtfleet/contracts/list';
import { pageRows } from '../lists/page-rows.ts';

type PageAsked = { projectId: string; q: string; order: VmOrder; page: number };

/** What is asked for one page; the same in the browser and, for the first one, on the server. */
export const vmPage = ({ projectId, q, order, page }: PageAsked) => ({
  projectId,
  q,
  order,
  offset: page * pageRows,
  limit: pageRows,
});
