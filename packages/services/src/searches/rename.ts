import { fail } from '@virtfleet/contracts/errors';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Gives one's own saved search another name. */
export async function renameSearch(
  { db }: ServiceContext,
  actor: Actor,
  { searchId, name }: { searchId: string; name: string },
): Promise<void> {
  const search = await db.savedSearch.findUnique({ where: { id: searchId, userId: actor.userId } });
  if (!search) throw fail('not_found', 'This search is gone');
  const { userId, list, projectId } = search;
  const taken = await db.savedSearch.findFirst({ where: { userId, list, projectId, name, NOT: { id: searchId } } });
  if (taken) throw fail('name_taken', `You have a search named ${name} already`, { field: 'name' });
  await db.savedSearch.updateMany({ where: { id: searchId, userId }, data: { name } });
}
