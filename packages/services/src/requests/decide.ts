import type { RejectInput } from '@virtfleet/contracts/request';
import { notify } from '@virtfleet/db/notifications';
import { notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { requestCan } from '@virtfleet/domain/requests';
import type { ServiceContext } from '../context.ts';
import { findRequest, holdWaiting, refuse } from './find.ts';
import { vmsInWords } from './words.ts';

/** Says no, with the reason that its asker reads. Throws not_allowed_now when it is one's own, or decided already. */
export async function rejectRequest(
  ctx: ServiceContext,
  actor: Actor,
  { requestId, reason }: RejectInput,
): Promise<void> {
  authorize(actor, 'requests.reject');
  const { item, facts } = await findRequest(ctx.db, requestId);
  refuse(requestCan(facts, actor).reject);
  const { id, number, project, asked, askedBy } = item;
  await ctx.db.$transaction(async (tx) => {
    await holdWaiting(tx, id);
    await tx.request.update({
      where: { id },
      data: { state: 'rejected', decidedById: actor.userId, decidedAt: ctx.now(), reason },
    });
    await notify(tx, {
      ...{ userId: askedBy.id, kind: 'request.rejected', href: `/projects/${project.name}/requests/${id}` },
      title: `#${number} was rejected: ${vmsInWords(asked)}`,
      body: `${actor.name}: ${reason}`,
    });
    await notifyChanges(tx, [{ kind: 'requests', id, projectId: project.id }]);
  });
}

/** Takes it back before anybody decides. Throws not_allowed_now when somebody did. */
export async function withdrawRequest(
  ctx: ServiceContext,
  actor: Actor,
  { requestId }: { requestId: string },
): Promise<void> {
  const { item, facts } = await findRequest(ctx.db, requestId);
  const { id, number, project, asked, askedBy } = item;
  authorize(actor, 'requests.withdraw', project.id);
  refuse(requestCan(facts, actor).withdraw);
  await ctx.db.$transaction(async (tx) => {
    await holdWaiting(tx, id);
    await tx.request.update({
      where: { id },
      data: { state: 'withdrawn', decidedById: actor.userId, decidedAt: ctx.now() },
    });
    if (askedBy.id !== actor.userId)
      await notify(tx, {
        ...{ userId: askedBy.id, kind: 'request.withdrawn', href: `/projects/${project.name}/requests/${id}` },
        title: `#${number} was withdrawn by ${actor.name}`,
        body: `It asked for ${vmsInWords(asked)}.`,
      });
    await notifyChanges(tx, [{ kind: 'requests', id, projectId: project.id }]);
  });
}
