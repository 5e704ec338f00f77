import type { ProjectView } from '@virtfleet/contracts/views';
import type { Actor } from '@virtfleet/domain/authz';
import type { Db, Tx } from './client.ts';

/** The projects that someone sees, by name, with their role there. A fleet admin may do in every project what its owners may. */
export async function projectsOf(db: Db | Tx, actor: Pick<Actor, 'isAdmin' | 'roles'>): Promise<ProjectView[]> {
  const projects = await db.project.findMany({
    where: actor.isAdmin ? {} : { id: { in: Object.keys(actor.roles) } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
  return projects.flatMap((project) => {
    const role = actor.isAdmin ? 'owner' : actor.roles[project.id];
    return role ? [{ ...project, role }] : [];
  });
}
