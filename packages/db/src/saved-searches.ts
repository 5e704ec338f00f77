import type { SavedSearch, SearchedList } from '@virtfleet/contracts/list';
import type { Db, Tx } from './client.ts';

export type SearchesOf = { userId: string; list: SearchedList; projectId: string | null };

/** The searches that a person keeps for a list, oldest first. */
export const listSavedSearches = (db: Db | Tx, of: SearchesOf): Promise<SavedSearch[]> =>
  db.savedSearch.findMany({ where: of, orderBy: { id: 'asc' }, select: { id: true, name: true, q: true } });
