import type { MeView } from '@virtfleet/contracts/views';
import { anySimulated } from '@virtfleet/db/hosts';
import { projectsOf } from '@virtfleet/db/projects';
import { procedure, router } from '../trpc.ts';

export const meRouter = router({
  get: procedure('me.get').query(async ({ ctx: { actor, db } }): Promise<MeView> => {
    const { userId, name, email, isAdmin } = actor;
    const [projects, simulated] = await Promise.all([projectsOf(db, actor), anySimulated(db)]);
    return { id: userId, name, email, isAdmin, projects, simulated };
  }),
});
