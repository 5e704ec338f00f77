import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Forgets one's own saved search; one that is gone already is fine. */
export async function removeSearch(
  { db }: ServiceContext,
  actor: Actor,
  { searchId }: { searchId: string },
): Promise<void> {
  await db.savedSearch.deleteMany({ where: { id: searchId, userId: actor.userId } });
}
