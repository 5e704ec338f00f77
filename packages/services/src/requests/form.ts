import type { RequestForm } from '@virtfleet/contracts/request';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { findRequest, userDataOf } from './find.ts';

/** What a request was filled in with, to be asked again. Its user-data may hold passwords: only who wrote it gets that back. */
export async function requestForm(
  ctx: ServiceContext,
  actor: Actor,
  { requestId }: { requestId: string },
): Promise<RequestForm> {
  const request = await findRequest(ctx.db, requestId);
  const { asked, purpose, project, askedBy } = request.item;
  authorize(actor, 'requests.form', project.id);
  const { vms: _, image: _image, network: _network, flavor: _flavor, hasUserData: _has, ...form } = asked;
  return { ...form, purpose, userData: askedBy.id === actor.userId ? await userDataOf(ctx, request) : '' };
}
