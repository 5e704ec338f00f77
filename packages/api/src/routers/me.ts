import type { MeView } from '@virtfleet/contracts/views';
import { projectsOf } from '@virtfleet/db/projects';
import { procedure, router } from '../trpc.ts';

export const meRouter = router({
  get: procedure('me.get').query(async ({ ctx: { actor, db } }): Promise<MeView> => {
    const { userId, name, email, isAdmin } = actor;
    return { id: userId, name, email, isAdmin, projects: await projectsOf(db, actor) };
  }),
});
