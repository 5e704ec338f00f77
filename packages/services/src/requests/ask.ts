import { fail } from '@virtfleet/contracts/errors';
import type { AskInput, RequestedVms } from '@virtfleet/contracts/request';
import { expandNames } from '@virtfleet/contracts/vm-names';
import type { Tx } from '@virtfleet/db/client';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { notify } from '@virtfleet/db/notifications';
import { notifyChanges } from '@virtfleet/db/notify';
import { approversBut } from '@virtfleet/db/requests';
import { sealSecret } from '@virtfleet/db/secrets';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { sentBefore } from '../vms/create.ts';
import { loadIngredients } from '../vms/ingredients.ts';
import { makePlan } from '../vms/plan.ts';
import { vmsInWords } from './words.ts';

export type AskedFor = { requestId: string; number: number };

/**
 * Asks for what the project's policy doesn't grant, with the plan of what it would make now, and tells those who decide. The same
 * form again answers the same request. Throws what a create would (but for approval_needed), and not_allowed_now when it can be
 * made without asking. Admins need not ask, and may, so that another admin looks at it.
 */
export async function askForVms(ctx: ServiceContext, actor: Actor, input: AskInput): Promise<AskedFor> {
  authorize(actor, 'requests.ask', input.projectId);
  const earlier = await sent(ctx, actor, input);
  if (earlier) return earlier;
  const plan = await makePlan(ctx, { ...input, texts: false }, { bound: true, where: [] });
  const [problem] = plan.problems;
  if (problem)
    throw fail(problem.code, problem.message, {
      ...(problem.field !== null && { field: problem.field }),
      ...(problem.code === 'no_valid_host' && { data: plan.placement }),
    });
  if (plan.beyond.length === 0)
    throw fail('not_allowed_now', 'This may be made without asking by now: look at the form again, and create it.');
  const asked = await requested(ctx, input);
  try {
    return await ctx.db.$transaction(async (tx) => {
      const { texts: _, problems: _none, ...kept } = plan;
      const request = await tx.request.create({
        data: {
          ...{ id: input.requestId, projectId: input.projectId, askedById: actor.userId },
          ...{ purpose: input.purpose, asked, beyond: plan.beyond },
          plan: JSON.parse(JSON.stringify(kept)),
          userDataId: input.userData === '' ? null : await sealSecret(tx, ctx.keyring, input.userData),
        },
        select: { id: true, number: true, project: { select: { name: true } } },
      });
      await tellApprovers(tx, actor, { ...request, purpose: input.purpose, asked });
      await notifyChanges(tx, [{ kind: 'requests', id: request.id, projectId: input.projectId }]);
      return { requestId: request.id, number: request.number };
    });
  } catch (error) {
    const twin = isUniqueViolation(error) ? await sent(ctx, actor, input) : null;
    if (twin) return twin;
    throw error;
  }
}

/** What this very form asked for before; a form that made VMs asks for nothing any more. */
async function sent({ db }: ServiceContext, actor: Actor, { requestId, projectId, name }: AskInput) {
  const [request, vm] = await Promise.all([
    db.request.findUnique({ where: { id: requestId } }),
    db.vm.findFirst({ where: { requestId }, select: { id: true } }),
  ]);
  if (!request) {
    if (vm) throw sentBefore(`request ${requestId} made ${vm.id}`);
    return null;
  }
  const mine = request.projectId === projectId && request.askedById === actor.userId;
  const same = Object.entries({ name }).every(([key, value]) => Object(request.asked)[key] === value);
  if (!mine || !same) throw sentBefore(`request ${requestId} is #${request.number}`);
  return { requestId, number: request.number };
}

async function requested({ db }: ServiceContext, input: AskInput): Promise<RequestedVms> {
  const { size, image, network } = await loadIngredients(db, input);
  const flavor = input.flavorId && (await db.flavor.findUnique({ where: { id: input.flavorId } }));
  const made = expandNames(input.name);
  const { name, flavorId, custom, imageId, networkId, diskGib, loginUser, keypairIds, start } = input;
  return {
    ...{ name, flavorId, custom, imageId, networkId, diskGib, loginUser, keypairIds, start },
    size: { vcpus: size.vcpus, memoryMib: size.memoryMib },
    vms: made.ok ? made.names.length : 1,
    ...{ image: image.title, network: network.name, flavor: flavor ? flavor.name : null },
    hasUserData: input.userData !== '',
  };
}

type Told = { id: string; number: number; project: { name: string }; purpose: string; asked: RequestedVms };

async function tellApprovers(tx: Tx, actor: Actor, { id, number, project, purpose, asked }: Told): Promise<void> {
  for (const userId of await approversBut(tx, actor.userId))
    await notify(tx, {
      ...{ userId, kind: 'request.asked', href: `/requests/${id}` },
      title: `#${number}: ${actor.name} asks for ${vmsInWords(asked)} in ${project.name}`,
      body: purpose,
    });
}
