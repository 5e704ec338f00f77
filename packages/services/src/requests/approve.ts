import { fail } from '@virtfleet/contracts/errors';
import type { VmPlan } from '@virtfleet/contracts/plan';
import type { ApproveInput, RequestedVms } from '@virtfleet/contracts/request';
import type { Tx } from '@virtfleet/db/client';
import { notify } from '@virtfleet/db/notifications';
import { notifyChanges } from '@virtfleet/db/notify';
import type { KeptRequest } from '@virtfleet/db/requests';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { changed, changesAnything, requestCan, whyDecided } from '@virtfleet/domain/requests';
import type { ServiceContext } from '../context.ts';
import { createGranted } from '../vms/create.ts';
import type { CreatedVms } from '../vms/write.ts';
import { findRequest, holdWaiting, refuse, userDataOf } from './find.ts';
import { planOf } from './plan.ts';
import { vmsInWords } from './words.ts';

/**
 * Runs the plan that the approver saw: it is made anew, and what it makes is compared with it before anything is kept. The VMs
 * belong to who asked. One transaction decides and creates, so that a request makes its VMs once or waits on. Throws
 * not_allowed_now (one's own, decided meanwhile, its asker may no longer), plan_changed when it would be another plan now, and
 * what a create throws.
 */
export async function approveRequest(ctx: ServiceContext, actor: Actor, input: ApproveInput): Promise<CreatedVms> {
  authorize(actor, 'requests.approve');
  const request = await findRequest(ctx.db, input.requestId);
  refuse(requestCan(request.facts, actor).approve);
  await refuseGoneAsker(ctx, request);
  const granted = changed(request.item.asked, input.change);
  const plan = await planOf(ctx, request, granted, { texts: false });
  const [problem] = plan.problems;
  if (problem) throw await whyNot(ctx, request, fail(problem.code, problem.message, { data: plan.placement }));
  if (plan.hash !== input.hash) throw await whyNot(ctx, request, planChanged());
  const form = { ...granted, projectId: request.item.project.id, requestId: input.requestId };
  try {
    return await createGranted(
      ctx,
      { ...form, userData: await userDataOf(ctx, request) },
      {
        askedById: request.item.askedBy.id,
        where: plan.vms.map(({ host }) => host),
        hold: (tx) => holdWaiting(tx, input.requestId),
        done: (tx, made) => keep(tx, { ctx, actor, request, granted, plan, made }),
      },
    );
  } catch (error) {
    throw await whyNot(ctx, request, error);
  }
}

const planChanged = () =>
  fail('plan_changed', 'The plan changed while you looked at it. See what is otherwise now, then approve it again.');

/** Another's decision explains more than what it left behind, such as names that are taken. */
async function whyNot({ db }: ServiceContext, { item }: KeptRequest, error: unknown): Promise<unknown> {
  const over = whyDecided((await findRequest(db, item.id)).facts);
  return over === null ? error : fail('not_allowed_now', over, { cause: error });
}

/** Nobody gets VMs in a project that they may make none in. */
async function refuseGoneAsker({ db }: ServiceContext, { item: { askedBy, project } }: KeptRequest): Promise<void> {
  const asker = await db.user.findUnique({
    where: { id: askedBy.id },
    select: {
      isAdmin: true,
      disabledAt: true,
      memberships: { where: { projectId: project.id, role: { not: 'viewer' } } },
    },
  });
  const may = asker?.disabledAt === null && (asker.isAdmin || asker.memberships.length > 0);
  if (!may)
    throw fail(
      'not_allowed_now',
      `${askedBy.name} may make no VMs in ${project.name} any more: reject it with that reason`,
    );
}

type Kept = {
  ctx: ServiceContext;
  actor: Actor;
  request: KeptRequest;
  granted: RequestedVms;
  plan: VmPlan;
  made: CreatedVms;
};

async function keep(tx: Tx, { ctx, actor, request, granted, plan, made }: Kept): Promise<void> {
  await refuseOtherPlaces(tx, plan, made);
  const { id, number, project, asked, askedBy } = request.item;
  const { texts: _, problems: _none, ...kept } = plan;
  await tx.request.update({
    where: { id, state: 'waiting' },
    data: {
      ...{ state: 'approved', decidedById: actor.userId, decidedAt: ctx.now(), granted },
      grantedPlan: JSON.parse(JSON.stringify(kept)),
    },
  });
  const otherwise = granted.vms !== asked.vms || changesAnything(asked, { ...granted.size, diskGib: granted.diskGib });
  await notify(tx, {
    ...{ userId: askedBy.id, kind: 'request.approved', href: `/projects/${project.name}/requests/${id}` },
    title: `#${number} was approved${otherwise ? ' with changes' : ''}: ${vmsInWords(granted)}`,
    body: otherwise ? grantedWords(asked, granted) : `${actor.name} said yes. They are being made.`,
  });
  await notifyChanges(tx, [{ kind: 'requests', id, projectId: project.id }]);
}

/** A host or an address that someone took after the plan was made: what was approved is not what would be made. */
async function refuseOtherPlaces(tx: Tx, plan: VmPlan, { vms }: CreatedVms): Promise<void> {
  const made = await tx.vm.findMany({
    where: { id: { in: vms.map(({ vmId }) => vmId) } },
    select: { name: true, host: { select: { name: true } }, ports: { select: { address: true } } },
  });
  const holds = plan.vms.every(({ name, host, address }) => {
    const vm = made.find((each) => each.name === name);
    return vm?.host.name === host && (vm.ports[0]?.address ?? null) === address;
  });
  if (!holds) throw planChanged();
}

/** "6 of the 12 VMs, each with 1 vCPU, 2 GiB and 10 GiB of disk." */
function grantedWords(asked: RequestedVms, { vms, size, diskGib }: RequestedVms): string {
  const many = vms === asked.vms ? (vms === 1 ? 'It has' : 'Each has') : `${vms} of the ${asked.vms} VMs, each with`;
  const memory = Math.round((size.memoryMib / 1024) * 100) / 100;
  return `${many} ${size.vcpus} vCPU, ${memory} GiB of memory and ${diskGib} GiB of disk.`;
}
