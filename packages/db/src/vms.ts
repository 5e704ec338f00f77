import { type GuestView, guestFacts } from '@virtfleet/contracts/guest';
import type {
  OperationStatus,
  PlacementReason,
  VmCounts,
  VmDetail,
  VmListItem,
  VmPage,
} from '@virtfleet/contracts/views';
import { type VmFacts, vmCan, vmStatus } from '@virtfleet/domain/lifecycle';
import { z } from 'zod';
import { type Db, Prisma, type Tx } from './client.ts';
import { type JournalEntry, progressOf } from './journal.ts';
import { type VmSearch, vmSearchSql } from './vm-search.ts';

type UnderWay = { kind: string; status: OperationStatus; journal: JournalEntry[] };

type ListRow = Omit<VmListItem, 'status'> & Omit<VmFacts, 'progress'> & { underWay: UnderWay | null };

type DetailRow = ListRow &
  Omit<VmDetail, keyof VmListItem | 'can' | 'placement' | 'network' | 'guest'> & {
    placement: unknown;
    guest: unknown;
    guestSeenAt: Date | null;
    network: VmDetail['network'];
  };

/** What a list shows of a VM, and what its state is made of. */
const columns = Prisma.sql`
  vm.id, vm.name, vm.vcpus, vm.memory_mib AS "memoryMib", coalesce(disk.size_gib, 0) AS "diskGib",
  nic.address, image.name AS image, flavor.name AS flavor, host.name AS "hostName", maker.name AS "createdBy", vm.tags,
  vm.created_at AS "createdAt",
  vm.power_state::text AS "powerState", vm.power_reason AS "powerReason", vm.power_since AS "powerSince",
  vm.observed_at AS "observedAt", vm.task_state::text AS "taskState", vm.failure,
  host.state::text AS "hostState", host.state_since AS "hostStateSince", under_way.row AS "underWay"`;

/** The boot disk, the first NIC, and the operation under way; each at most one row, and looked up by its index for each VM shown. */
const joins = Prisma.sql`
  JOIN host ON host.id = vm.host_id
  JOIN image ON image.id = vm.image_id
  JOIN app_user maker ON maker.id = vm.created_by_id
  LEFT JOIN flavor ON flavor.id = vm.flavor_id
  LEFT JOIN LATERAL (SELECT size_gib FROM volume WHERE vm_id = vm.id AND position = 0 LIMIT 1) disk ON true
  LEFT JOIN LATERAL (SELECT * FROM port WHERE vm_id = vm.id AND position = 0 LIMIT 1) nic ON true
  LEFT JOIN LATERAL (
    SELECT json_build_object('kind', o.kind, 'status', o.status, 'journal', (
      SELECT coalesce(json_agg(json_build_object('name', step.name, 'status', step.status)), '[]')
      FROM step WHERE step.operation_id = o.id
    )) AS row
    FROM operation o
    WHERE vm.task_state IS NOT NULL AND o.subject = 'vm:' || vm.id AND o.status IN ('pending', 'running', 'undoing', 'stuck')
    ORDER BY o.seq LIMIT 1
  ) under_way ON true`;

export type PageAsked = VmSearch & { limit: number; offset?: number };

/** A window on a project's VMs that match. */
export async function listVms(db: Db | Tx, asked: PageAsked, now: Date): Promise<VmPage> {
  const [rows, total] = await Promise.all([db.$queryRaw<ListRow[]>(pageQuery(asked)), countMatching(db, asked)]);
  return { items: rows.map((row) => listItem(row, facts(row), now)), total };
}

async function countMatching(db: Db | Tx, search: VmSearch): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM ${vmSearchSql(search).from}`;
  return row?.count ?? 0;
}

/** The page is cut first: what is joined to it is looked up for its own rows only. */
export function pageQuery({ limit, offset = 0, ...search }: PageAsked): Prisma.Sql {
  const { from, order } = vmSearchSql(search);
  return Prisma.sql`
    SELECT ${columns} FROM (
      SELECT cut.*, row_number() OVER () AS place
      FROM (SELECT vm.* FROM ${from} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}) cut
    ) vm ${joins}
    ORDER BY vm.place`;
}

/** Those of a project's VMs that are still there, in the order of the ids. */
export async function vmRows(db: Db | Tx, projectId: string, ids: readonly string[], now: Date): Promise<VmListItem[]> {
  const rows = await db.$queryRaw<ListRow[]>`
    SELECT ${columns} FROM vm ${joins}
    WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL AND vm.id = ANY(${[...ids]}::uuid[])
    ORDER BY array_position(${[...ids]}::uuid[], vm.id)`;
  return rows.map((row) => listItem(row, facts(row), now));
}

type Alike = Pick<VmFacts, 'taskState' | 'powerState' | 'hostState'> & { failed: boolean; count: number };

/** How many VMs a project has of each state. */
export async function countVms(db: Db | Tx, projectId: string, now: Date): Promise<VmCounts> {
  const groups = await db.$queryRaw<Alike[]>`
    SELECT vm.task_state::text AS "taskState", vm.power_state::text AS "powerState", host.state::text AS "hostState",
      vm.failure IS NOT NULL AS failed, count(*)::int AS count
    FROM vm JOIN host ON host.id = vm.host_id
    WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL
    GROUP BY 1, 2, 3, 4`;
  const counts: VmCounts = { total: 0, byState: {} };
  for (const { failed, count, ...alike } of groups) {
    // One of them stands for all: a state does not depend on times and words.
    const { state } = vmStatus(
      {
        ...alike,
        failure: failed ? 'failed' : null,
        powerReason: null,
        powerSince: null,
        observedAt: null,
        hostStateSince: now,
        progress: null,
      },
      now,
    );
    counts.total += count;
    counts.byState[state] = (counts.byState[state] ?? 0) + count;
  }
  return counts;
}

/** All that a VM's page shows, save its operations; null: there is none, or it was deleted. */
export async function vmDetail(db: Db | Tx, vmId: string, now: Date): Promise<VmDetail | null> {
  const [row] = await db.$queryRaw<DetailRow[]>`
    SELECT ${columns}, project.name AS "projectName", vm.domain_name AS "domainName",
      vm.login_user AS "loginUser", image.title AS "imageTitle",
      vm.user_data_id IS NOT NULL AS "hasUserData", vm.guest, vm.guest_seen_at AS "guestSeenAt", coalesce(vm.hostname, vm.name) AS hostname, vm.notes, vm.placement,
      ARRAY(SELECT key.name FROM vm_keypair key WHERE key.vm_id = vm.id ORDER BY key.position) AS keys,
      CASE WHEN nic.id IS NOT NULL THEN json_build_object(
        'name', network.name, 'kind', network.kind, 'cidr', subnet.cidr, 'reachedFrom', network.reached_from, 'mac', nic.mac
      ) END AS network
    FROM vm ${joins}
    JOIN project ON project.id = vm.project_id
    LEFT JOIN network ON network.id = nic.network_id
    LEFT JOIN subnet ON subnet.id = nic.subnet_id
    WHERE vm.id = ${vmId}::uuid AND vm.deleted_at IS NULL`;
  if (!row) return null;
  const known = facts(row);
  const { projectName, domainName, loginUser, imageTitle, network, keys, hasUserData, hostname, notes, failure } = row;
  return {
    ...listItem(row, known, now),
    projectName,
    domainName,
    loginUser,
    imageTitle,
    network,
    keys,
    hasUserData,
    hostname,
    notes,
    failure,
    can: vmCan(known),
    placement: placementReasons.parse(row.placement),
    guest: guestView(row),
  };
}

function facts({ underWay, ...row }: ListRow): VmFacts {
  const { powerState, powerReason, powerSince, observedAt, taskState, failure, hostState, hostStateSince } = row;
  const progress = underWay && progressOf(underWay, underWay.journal);
  return { powerState, powerReason, powerSince, observedAt, taskState, failure, hostState, hostStateSince, progress };
}

function listItem(row: ListRow, known: VmFacts, now: Date): VmListItem {
  const { id, name, vcpus, memoryMib, diskGib, address, image, flavor, hostName, createdBy, tags, createdAt } = row;
  const what = { vcpus, memoryMib, diskGib, address, image, flavor, hostName, createdBy, tags, createdAt };
  return { id, name, status: vmStatus(known, now), ...what };
}

/** What a guest told before it was started again says nothing of now. */
function guestView({ guest, guestSeenAt, powerState, powerSince }: DetailRow): GuestView | null {
  const facts = guestFacts.safeParse(guest);
  if (!facts.success || !guestSeenAt) return null;
  if (powerState === 'running' && powerSince && guestSeenAt < powerSince) return null;
  return { ...facts.data, seenAt: guestSeenAt };
}

const placementReasons: z.ZodType<PlacementReason[]> = z.array(
  z.object({
    host: z.string(),
    verdict: z.enum(['chosen', 'fits', 'rejected']),
    score: z.number().nullable(),
    reasons: z.array(z.string()),
  }),
);
