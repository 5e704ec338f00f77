import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { CreateProjectInput } from '@virtfleet/contracts/project';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { notifyAccess, notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Makes a project, with its first owner when one is named. Throws name_taken (field `name`), invalid_input (field `ownerEmail`). */
export async function createProject(
  { db, now }: ServiceContext,
  actor: Actor,
  { name, ownerEmail }: CreateProjectInput,
): Promise<{ projectId: string }> {
  authorize(actor, 'projects.create');
  const projectId = newId(now().getTime());
  try {
    await db.$transaction(async (tx) => {
      await tx.project.create({ data: { id: projectId, name } });
      if (ownerEmail !== '') {
        const owner = await tx.user.findUnique({ where: { email: ownerEmail }, select: { id: true } });
        if (!owner)
          throw fail('invalid_input', `Nobody has an account as ${ownerEmail}. Make one first, under Users.`, {
            field: 'ownerEmail',
          });
        await tx.membership.create({ data: { projectId, userId: owner.id, role: 'owner' } });
        await notifyAccess(tx, [owner.id]);
      }
      await notifyChanges(tx, [{ kind: 'projects', projectId }]);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const twin = await db.project.findUnique({ where: { name }, select: { archivedAt: true } });
    const archived = twin?.archivedAt ? ', in the archive' : '';
    throw fail('name_taken', `There is a project "${name}" already${archived}`, { field: 'name' });
  }
  return { projectId };
}
