/** What is asked of long lists: a search, an order, a window; and what is done to many at once. */
import { z } from 'zod';
import { id } from './ids.ts';
import { defaultVmOrder, mostAtOnce, vmSorts } from './list-terms.ts';
import type { OperationStatus, OperationSummary } from './views.ts';
import { vmTag } from './vm-labels.ts';

/** A query of the search language (domain/search); Postgres takes no NUL. */
export const searchText = z
  .string()
  .max(500, 'At most 500 characters')
  .refine((text) => !text.includes('\0'), 'A search has no such character');

export { defaultVmOrder, mostAtOnce, type VmOrder, type VmSort, vmSorts } from './list-terms.ts';

/** "name", or "-name" for the other way round. */
export const vmOrder = z.templateLiteral([z.enum(['', '-']), z.enum(vmSorts)]);

const window = {
  offset: z.number().int().min(0).max(1_000_000).default(0),
  limit: z.number().int().min(1).max(500).default(50),
};
const vmSearch = { projectId: id, q: searchText.default(''), order: vmOrder.default(defaultVmOrder) };

export const listVmsInput = z.object({ ...vmSearch, ...window });
/** All that match, however many. */
export const matchingVmsInput = z.object(vmSearch);
export const vmRowsInput = z.object({ projectId: id, vmIds: z.array(id).min(1).max(500) });

export const operationPageInput = z.object({ projectId: id, q: searchText.default(''), ...window });
export const fleetOperationPageInput = operationPageInput.omit({ projectId: true });
/** Operations are counted up to here: a list of more says "10,000 or more", and shows its first 10,000. */
export const mostOperationsCounted = 10_000;
export type OperationPage = { items: OperationSummary[]; total: number };

/** Values that a list knows, by the keys of its language; for completion. */
export type Facets = Record<string, string[]>;

/** What a bulk action does with each VM. */
export const bulkActions = ['start', 'stop', 'forceOff', 'reboot', 'delete', 'addTag', 'removeTag'] as const;
export type BulkAction = (typeof bulkActions)[number];

export const bulkVmsInput = z
  .object({
    projectId: id,
    /** The same for all calls of one action: its operations are found by it. */
    batchId: id,
    action: z.enum(bulkActions),
    /** Each with the name that the person saw: nothing that is called otherwise by now is deleted. */
    vms: z
      .array(z.object({ id, name: z.string().max(200) }))
      .min(1)
      .max(mostAtOnce),
    tag: vmTag.optional(),
  })
  .refine(({ action, tag }) => (action === 'addTag' || action === 'removeTag') === (tag !== undefined), {
    path: ['tag'],
    message: 'Say which tag',
  });
export type BulkVmsInput = z.infer<typeof bulkVmsInput>;
/** `reason`: why it was left as it is. */
export type BulkResult = { vmId: string; name: string } & (
  | { ok: true; operationId: string | null }
  | { ok: false; reason: string }
);

export const batchInput = z.object({ projectId: id, batchId: id });
/** How far the operations of one bulk action are. */
export type BatchView = {
  byStatus: Partial<Record<OperationStatus, number>>;
  /** Those that failed, were cancelled or are stuck; of very many only the first. */
  troubles: { operationId: string; vmName: string | null; status: OperationStatus; error: string | null }[];
};

/** The lists that searches are kept for. */
export const searchedLists = [
  'vms',
  'operations',
  'hosts',
  'keypairs',
  'images',
  'users',
  'projects',
  'requests',
] as const;
export type SearchedList = (typeof searchedLists)[number];
export const searchName = z
  .string()
  .trim()
  .min(1, 'Give it a name, such as "Mine, failed"')
  .max(40, 'At most 40 characters');

/** `projectId` null: of a list of the fleet. */
const ofList = { list: z.enum(searchedLists), projectId: id.nullable() };
export const savedSearchesInput = z.object(ofList);
export const saveSearchInput = z.object({
  ...ofList,
  name: searchName,
  q: searchText.refine((text) => text.trim() !== '', 'There is nothing to save: search for something first'),
});
export const renameSearchInput = z.object({ searchId: id, name: searchName });
export const removeSearchInput = z.object({ searchId: id });
export const mostSavedSearches = 30;
export type SavedSearch = { id: string; name: string; q: string };
