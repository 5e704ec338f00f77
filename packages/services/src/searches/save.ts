import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import { mostSavedSearches, type SavedSearch, type SearchedList } from '@virtfleet/contracts/list';
import { type Actor, can } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

export type SaveSearch = { list: SearchedList; projectId: string | null; name: string; q: string };

/** Keeps a search beside its list, for this person. One of the same name is replaced: so it is changed. */
export async function saveSearch({ db }: ServiceContext, actor: Actor, input: SaveSearch): Promise<SavedSearch> {
  const { list, projectId, name, q } = input;
  if (projectId !== null && !can(actor, 'vms.list', projectId)) throw fail('not_found', 'There is no such project');
  const of = { userId: actor.userId, list, projectId };
  return await db.$transaction(async (tx) => {
    // One save at a time for each person: the limit holds, and a name stays single.
    await tx.$queryRaw`SELECT 1 FROM app_user WHERE id = ${actor.userId}::uuid FOR UPDATE`;
    const kept = await tx.savedSearch.findMany({ where: of });
    const same = kept.find((search) => search.name === name);
    if (!same && kept.length >= mostSavedSearches)
      throw fail('invalid_input', `At most ${mostSavedSearches} searches are kept for a list: remove one first`, {
        field: 'name',
      });
    const select = { id: true, name: true, q: true };
    return same
      ? await tx.savedSearch.update({ where: { id: same.id }, data: { q }, select })
      : await tx.savedSearch.create({ data: { id: newId(), ...of, name, q }, select });
  });
}
