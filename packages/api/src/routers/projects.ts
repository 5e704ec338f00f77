import { createProjectInput, deleteProjectInput } from '@virtfleet/contracts/project';
import { listProjects } from '@virtfleet/db/projects';
import { createProject } from '@virtfleet/services/projects/create';
import { archiveProject, deleteProject, restoreProject } from '@virtfleet/services/projects/put-away';
import { projectInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

/** Every project, for fleet admins; one's own are in `me.get`. */
export const projectsRouter = router({
  list: procedure('projects.list').query(({ ctx }) => listProjects(ctx.db)),

  create: procedure('projects.create')
    .input(createProjectInput)
    .mutation(({ ctx, input }) => createProject(ctx, ctx.actor, input)),

  archive: procedure('projects.archive')
    .input(projectInput)
    .mutation(({ ctx, input }) => archiveProject(ctx, ctx.actor, input)),

  restore: procedure('projects.restore')
    .input(projectInput)
    .mutation(({ ctx, input }) => restoreProject(ctx, ctx.actor, input)),

  delete: procedure('projects.delete')
    .input(deleteProjectInput)
    .mutation(({ ctx, input }) => deleteProject(ctx, ctx.actor, input)),
});
