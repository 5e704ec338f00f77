import { keptPlan } from '@virtfleet/contracts/kept-plan';
import {
  type RequestCounts,
  type RequestDetail,
  type RequestedVms,
  type RequestListItem,
  requestedVms,
} from '@virtfleet/contracts/request';
import type { Actor } from '@virtfleet/domain/authz';
import { type RequestFacts, requestCan } from '@virtfleet/domain/requests';
import type { Db, Prisma, Tx } from './client.ts';
import { vmRows } from './vms.ts';

const person = { select: { id: true, name: true } } as const;
const related = { project: { select: { id: true, name: true } }, askedBy: person, decidedBy: person } as const;
type Row = Prisma.RequestGetPayload<{ include: typeof related }>;

/** Older ones are found by their address only. */
export const mostRequestsListed = 500;

/** The newest requests of a project, or with null of all projects that aren't put away. */
export async function listRequests(db: Db | Tx, projectId: string | null): Promise<RequestListItem[]> {
  const rows = await db.request.findMany({
    where: projectId === null ? { project: { archivedAt: null } } : { projectId },
    orderBy: { number: 'desc' },
    take: mostRequestsListed,
    include: related,
  });
  return rows.map(listItem);
}

/** How many wait for a decision, in a project or in all. */
export async function countRequests(db: Db | Tx, projectId: string | null): Promise<RequestCounts> {
  const where = projectId === null ? { project: { archivedAt: null } } : { projectId };
  return { waiting: await db.request.count({ where: { ...where, state: 'waiting' } }) };
}

/** A request with what a decision on it needs. */
export type KeptRequest = {
  item: RequestListItem;
  facts: RequestFacts;
  beyond: string[];
  plan: RequestDetail['plan'];
  grantedPlan: RequestDetail['grantedPlan'];
  /** Null: it has none. */
  userDataId: string | null;
};

export async function requestOf(db: Db | Tx, requestId: string): Promise<KeptRequest | null> {
  const row = await db.request.findUnique({ where: { id: requestId }, include: related });
  if (!row) return null;
  return {
    item: listItem(row),
    facts: factsOf(row),
    beyond: row.beyond,
    plan: keptPlan.parse(row.plan),
    grantedPlan: row.grantedPlan === null ? null : keptPlan.parse(row.grantedPlan),
    userDataId: row.userDataId,
  };
}

/** One request in full, with what this person may do with it now. Null: there is none. */
export async function requestDetail(
  db: Db | Tx,
  requestId: string,
  actor: Actor,
  now: Date,
): Promise<RequestDetail | null> {
  const kept = await requestOf(db, requestId);
  if (!kept) return null;
  const { item, facts, beyond, plan, grantedPlan } = kept;
  const [keys, made] = await Promise.all([
    db.keypair.findMany({ where: { id: { in: item.asked.keypairIds } }, select: { id: true, name: true } }),
    madeBy(db, item, now),
  ]);
  const names = item.asked.keypairIds.flatMap((id) => keys.find((key) => key.id === id)?.name ?? []);
  return { ...item, beyond, plan, grantedPlan, keys: names, made, can: requestCan(facts, actor) };
}

async function madeBy(db: Db | Tx, { id, state, project }: RequestListItem, now: Date): Promise<RequestDetail['made']> {
  if (state !== 'approved') return [];
  const made = await db.vm.findMany({
    where: { requestId: id },
    orderBy: { requestPosition: 'asc' },
    select: { id: true, name: true, failure: true },
  });
  const there = await vmRows(
    db,
    project.id,
    made.map((vm) => vm.id),
    now,
  );
  return made.map((vm) => ({ ...vm, state: there.find((row) => row.id === vm.id)?.status.state ?? 'deleted' }));
}

const vmsOf = (json: Prisma.JsonValue): RequestedVms => requestedVms.parse(json);

function listItem(row: Row): RequestListItem {
  const { id, number, project, askedBy, purpose, state, createdAt, decidedBy, decidedAt, reason } = row;
  return {
    ...{ id, number, project, askedBy, purpose, state, createdAt, decidedBy, decidedAt, reason },
    asked: vmsOf(row.asked),
    granted: row.granted === null ? null : vmsOf(row.granted),
  };
}

const factsOf = ({ state, projectId, askedById, decidedBy }: Row): RequestFacts => ({
  ...{ state, projectId, askedById },
  decidedBy: decidedBy?.name ?? null,
});

/** Who decides on requests: every admin who may sign in, but for one. */
export async function approversBut(db: Db | Tx, userId: string): Promise<string[]> {
  const admins = await db.user.findMany({
    where: { isAdmin: true, disabledAt: null, id: { not: userId } },
    select: { id: true },
  });
  return admins.map(({ id }) => id);
}

/** What the hosts that are up have, and have promised. */
export async function fleetMemory(db: Db | Tx): Promise<{ memoryMib: number; reservedMemoryMib: number }> {
  const [sum] = await db.$queryRaw<{ memoryMib: number; reservedMemoryMib: number }[]>`
    SELECT coalesce(sum(host.memory_mib), 0)::float8 AS "memoryMib",
      coalesce(sum(r.memory_mib), 0)::float8 AS "reservedMemoryMib"
    FROM host LEFT JOIN host_reservation r ON r.host_id = host.id WHERE host.state = 'up'`;
  return sum ?? { memoryMib: 0, reservedMemoryMib: 0 };
}
