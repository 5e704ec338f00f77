import type { OperationStatus, PlacementReason, VmDetail, VmListItem } from '@virtfleet/contracts/views';
import { type VmFacts, vmCan, vmStatus } from '@virtfleet/domain/lifecycle';
import { z } from 'zod';
import { type Db, Prisma, type Tx } from './client.ts';
import { type JournalEntry, progressOf } from './journal.ts';

type UnderWay = { kind: string; status: OperationStatus; journal: JournalEntry[] };

type ListRow = Omit<VmListItem, 'status'> & Omit<VmFacts, 'progress'> & { underWay: UnderWay | null };

type DetailRow = ListRow &
  Omit<VmDetail, keyof VmListItem | 'can' | 'placement' | 'network'> & {
    placement: unknown;
    network: VmDetail['network'];
  };

/** What a list shows of a VM, and what its state is made of. */
const columns = Prisma.sql`
  vm.id, vm.name, vm.vcpus, vm.memory_mib AS "memoryMib", coalesce(disk.size_gib, 0) AS "diskGib",
  nic.address, image.name AS image, vm.created_at AS "createdAt",
  vm.power_state::text AS "powerState", vm.power_reason AS "powerReason", vm.power_since AS "powerSince",
  vm.observed_at AS "observedAt", vm.task_state::text AS "taskState", vm.failure,
  host.state::text AS "hostState", host.state_since AS "hostStateSince", under_way.row AS "underWay"`;

/** The boot disk, the first NIC, and the operation under way; each at most one row. */
const joins = Prisma.sql`
  JOIN host ON host.id = vm.host_id
  JOIN image ON image.id = vm.image_id
  LEFT JOIN volume disk ON disk.vm_id = vm.id AND disk.position = 0
  LEFT JOIN port nic ON nic.vm_id = vm.id AND nic.position = 0
  LEFT JOIN LATERAL (
    SELECT json_build_object('kind', o.kind, 'status', o.status, 'journal', (
      SELECT coalesce(json_agg(json_build_object('name', step.name, 'status', step.status)), '[]')
      FROM step WHERE step.operation_id = o.id
    )) AS row
    FROM operation o
    WHERE vm.task_state IS NOT NULL AND o.subject = 'vm:' || vm.id AND o.status IN ('pending', 'running', 'undoing', 'stuck')
    ORDER BY o.seq LIMIT 1
  ) under_way ON true`;

export type Page = {
  /** Left out: all. */
  limit?: number;
  /** The last id of the page before. */
  after?: string;
};

/** A project's VMs, newest first. Deleted ones are gone; one that could not be created stays until it is deleted. */
export async function listVms(
  db: Db | Tx,
  projectId: string,
  now: Date,
  { limit, after }: Page = {},
): Promise<VmListItem[]> {
  const from = after === undefined ? Prisma.empty : Prisma.sql`AND vm.id < ${after}::uuid`;
  const rows = await db.$queryRaw<ListRow[]>`
    SELECT ${columns} FROM vm ${joins}
    WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL ${from}
    ORDER BY vm.id DESC ${limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${limit}`}`;
  return rows.map((row) => listItem(row, facts(row), now));
}

/** All that a VM's page shows, save its operations; null: there is none, or it was deleted. */
export async function vmDetail(db: Db | Tx, vmId: string, now: Date): Promise<VmDetail | null> {
  const [row] = await db.$queryRaw<DetailRow[]>`
    SELECT ${columns}, project.name AS "projectName", host.name AS "hostName", vm.domain_name AS "domainName",
      vm.login_user AS "loginUser", image.title AS "imageTitle", flavor.name AS flavor, app_user.name AS "createdBy",
      vm.user_data_id IS NOT NULL AS "hasUserData", vm.placement,
      ARRAY(SELECT key.name FROM vm_keypair key WHERE key.vm_id = vm.id ORDER BY key.position) AS keys,
      CASE WHEN nic.id IS NOT NULL THEN json_build_object(
        'name', network.name, 'kind', network.kind, 'cidr', subnet.cidr, 'reachedFrom', network.reached_from, 'mac', nic.mac
      ) END AS network
    FROM vm ${joins}
    JOIN project ON project.id = vm.project_id
    JOIN app_user ON app_user.id = vm.created_by_id
    LEFT JOIN flavor ON flavor.id = vm.flavor_id
    LEFT JOIN network ON network.id = nic.network_id
    LEFT JOIN subnet ON subnet.id = nic.subnet_id
    WHERE vm.id = ${vmId}::uuid AND vm.deleted_at IS NULL`;
  if (!row) return null;
  const known = facts(row);
  const {
    projectName,
    hostName,
    domainName,
    loginUser,
    imageTitle,
    flavor,
    createdBy,
    network,
    keys,
    hasUserData,
    failure,
  } = row;
  return {
    ...listItem(row, known, now),
    projectName,
    hostName,
    domainName,
    loginUser,
    imageTitle,
    flavor,
    createdBy,
    network,
    keys,
    hasUserData,
    failure,
    can: vmCan(known),
    placement: placementReasons.parse(row.placement),
  };
}

function facts({ underWay, ...row }: ListRow): VmFacts {
  const { powerState, powerReason, powerSince, observedAt, taskState, failure, hostState, hostStateSince } = row;
  const progress = underWay && progressOf(underWay.kind, underWay.status, underWay.journal);
  return { powerState, powerReason, powerSince, observedAt, taskState, failure, hostState, hostStateSince, progress };
}

function listItem(row: ListRow, known: VmFacts, now: Date): VmListItem {
  const { id, name, vcpus, memoryMib, diskGib, address, image, createdAt } = row;
  return { id, name, status: vmStatus(known, now), vcpus, memoryMib, diskGib, address, image, createdAt };
}

const placementReasons: z.ZodType<PlacementReason[]> = z.array(
  z.object({
    host: z.string(),
    verdict: z.enum(['chosen', 'fits', 'rejected']),
    score: z.number().nullable(),
    reasons: z.array(z.string()),
  }),
);
