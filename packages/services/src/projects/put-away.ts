import { fail } from '@virtfleet/contracts/errors';
import type { ProjectAction } from '@virtfleet/contracts/project';
import type { Tx } from '@virtfleet/db/client';
import { isForeignKeyViolation } from '@virtfleet/db/errors';
import { notifyAccess, notifyChanges } from '@virtfleet/db/notify';
import { projectFacts } from '@virtfleet/db/projects';
import { lockQuota } from '@virtfleet/db/quotas';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { projectCan } from '@virtfleet/domain/people';
import type { ServiceContext } from '../context.ts';

type Which = { projectId: string };

/** Puts an empty project away: only admins see it, in their list; its history and members stay. Throws not_allowed_now with what is in it. */
export async function archiveProject({ db, now }: ServiceContext, actor: Actor, { projectId }: Which): Promise<void> {
  authorize(actor, 'projects.archive');
  await db.$transaction(async (tx) => {
    await mustBeAble(tx, projectId, 'archive');
    // Whoever makes a VM in it takes this lock, and so comes before or after.
    await lockQuota(tx, projectId);
    await mustBeAble(tx, projectId, 'archive');
    await tx.project.update({ where: { id: projectId }, data: { archivedAt: now() } });
    await tell(tx, projectId);
  });
}

/** Brings an archived project back, with the members that it had. */
export async function restoreProject({ db }: ServiceContext, actor: Actor, { projectId }: Which): Promise<void> {
  authorize(actor, 'projects.restore');
  await db.$transaction(async (tx) => {
    await mustBeAble(tx, projectId, 'restore');
    await tx.project.update({ where: { id: projectId }, data: { archivedAt: null } });
    await tell(tx, projectId);
  });
}

/**
 * Deletes a project that never had a VM, with its members and SSH keys. Throws not_allowed_now with what is in it, and
 * invalid_input (field `confirmName`).
 */
export async function deleteProject(
  { db }: ServiceContext,
  actor: Actor,
  { projectId, confirmName }: Which & { confirmName: string },
): Promise<void> {
  authorize(actor, 'projects.delete');
  try {
    await db.$transaction(async (tx) => {
      const { name } = await mustBeAble(tx, projectId, 'delete');
      if (confirmName !== name) throw fail('invalid_input', 'This is not its name', { field: 'confirmName' });
      // While it is known who they are.
      await tell(tx, projectId);
      await tx.project.delete({ where: { id: projectId } });
    });
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    throw fail('not_allowed_now', 'Something was made in it at this very moment', { cause: error });
  }
}

async function mustBeAble(tx: Tx, projectId: string, action: ProjectAction) {
  const project = await projectFacts(tx, projectId);
  if (!project) throw fail('not_found', 'There is no such project');
  const can = projectCan(project)[action];
  if (!can.ok) throw fail('not_allowed_now', can.reason);
  return project;
}

async function tell(tx: Tx, projectId: string) {
  const members = await tx.membership.findMany({ where: { projectId }, select: { userId: true } });
  await notifyAccess(
    tx,
    members.map(({ userId }) => userId),
  );
  await notifyChanges(tx, [{ kind: 'projects', projectId }]);
}
