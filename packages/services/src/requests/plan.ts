import type { VmPlan } from '@virtfleet/contracts/plan';
import type { PlanRequestInput, RequestedVms, RequestPlan } from '@virtfleet/contracts/request';
import { fleetMemory, type KeptRequest } from '@virtfleet/db/requests';
import { type Actor, authorize, can } from '@virtfleet/domain/authz';
import { planChanges } from '@virtfleet/domain/plan-changes';
import { changed, changesAnything } from '@virtfleet/domain/requests';
import type { ServiceContext } from '../context.ts';
import { makePlan } from '../vms/plan.ts';
import { findRequest, userDataOf } from './find.ts';

/**
 * What a request would make now, changed or as it was asked for: in the places of its first plan as long as they can be had. Its
 * texts are for who asked and for who decides: user-data may hold passwords.
 */
export async function planRequest(
  ctx: ServiceContext,
  actor: Actor,
  { requestId, change }: PlanRequestInput,
): Promise<RequestPlan> {
  const request = await findRequest(ctx.db, requestId);
  const { project, askedBy } = request.item;
  authorize(actor, 'requests.plan', project.id);
  const decides = can(actor, 'requests.approve', project.id);
  const texts = decides || askedBy.id === actor.userId;
  const granted = changed(request.item.asked, change);
  const plan = await planOf(ctx, request, granted, { texts });
  // What an approver changed on purpose is no surprise; that a VM goes elsewhere is.
  const changes = planChanges(request.plan, plan, { sameForm: !changesAnything(request.item.asked, change) });
  return { plan, changes, fleet: decides ? await fleetMemory(ctx.db) : null };
}

/** The plan of what would be granted, made now. */
export async function planOf(
  ctx: ServiceContext,
  request: KeptRequest,
  granted: RequestedVms,
  { texts }: { texts: boolean },
): Promise<VmPlan> {
  const { project } = request.item;
  const form = { ...granted, projectId: project.id, userData: await userDataOf(ctx, request), texts };
  return makePlan(ctx, form, { bound: true, where: request.plan.vms.map(({ host }) => host) });
}
