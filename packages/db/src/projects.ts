import type { ProjectListItem } from '@virtfleet/contracts/project';
import { defaultQuota } from '@virtfleet/contracts/quota';
import type { ProjectView } from '@virtfleet/contracts/views';
import type { Actor } from '@virtfleet/domain/authz';
import { type ProjectFacts, projectCan } from '@virtfleet/domain/people';
import type { Db, Tx } from './client.ts';

/** The projects that someone sees, by name, with their role there. A fleet admin may do in every project what its owners may. */
export async function projectsOf(db: Db | Tx, actor: Pick<Actor, 'isAdmin' | 'roles'>): Promise<ProjectView[]> {
  const projects = await db.project.findMany({
    where: { archivedAt: null, ...(!actor.isAdmin && { id: { in: Object.keys(actor.roles) } }) },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
  return projects.flatMap((project) => {
    const role = actor.isAdmin ? 'owner' : actor.roles[project.id];
    return role ? [{ ...project, role }] : [];
  });
}

type Row = ProjectFacts & {
  id: string;
  name: string;
  createdAt: Date;
  memberCount: number;
  owners: string[];
  limits: ProjectListItem['quota']['limits'] | null;
  used: ProjectListItem['quota']['used'];
};

/** Every project, the archived ones last, each by name: who is in it, what it has of what it may have. */
export async function listProjects(db: Db | Tx): Promise<ProjectListItem[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT p.id, p.name, p.created_at AS "createdAt", p.archived_at AS "archivedAt",
      m.count AS "memberCount", m.owners, v.live AS vms, v.ever > 0 AS "hasHistory",
      (SELECT count(*)::int FROM volume WHERE project_id = p.id AND vm_id IS NULL) AS volumes,
      (SELECT count(*)::int FROM network WHERE project_id = p.id) AS networks,
      CASE WHEN q.project_id IS NULL THEN NULL ELSE
        json_build_object('vms', q.vms, 'vcpus', q.vcpus, 'memoryMib', q.memory_mib, 'diskGib', q.disk_gib) END AS limits,
      json_build_object('vms', v.vms, 'vcpus', v.vcpus, 'memoryMib', v.memory_mib, 'diskGib', d.disk_gib) AS used
    FROM project p
    LEFT JOIN quota q ON q.project_id = p.id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count, coalesce(array_agg(u.name ORDER BY u.name) FILTER (WHERE role = 'owner'), '{}') AS owners
      FROM membership JOIN app_user u ON u.id = user_id WHERE project_id = p.id) m
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS ever, (count(*) FILTER (WHERE deleted_at IS NULL))::int AS live,
        (count(*) FILTER (WHERE held))::int AS vms, coalesce(sum(vcpus) FILTER (WHERE held), 0)::int AS vcpus,
        coalesce(sum(memory_mib) FILTER (WHERE held), 0)::int AS memory_mib
      FROM (SELECT *, deleted_at IS NULL AND failure IS NULL AS held FROM vm WHERE project_id = p.id) vm) v
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(size_gib), 0)::int AS disk_gib FROM volume LEFT JOIN vm ON vm.id = volume.vm_id
      WHERE volume.project_id = p.id AND (vm.id IS NULL OR (vm.deleted_at IS NULL AND vm.failure IS NULL))) d
    ORDER BY p.archived_at IS NOT NULL, p.name`;
  return rows.map(({ vms, volumes, networks, hasHistory, limits, used, ...row }) => ({
    ...row,
    quota: { limits: limits ?? defaultQuota, used },
    can: projectCan({ archivedAt: row.archivedAt, vms, volumes, networks, hasHistory }),
  }));
}

/** What stands in the way of putting a project away. Lock its quota first, so that no VM comes meanwhile. Null: no such project. */
export async function projectFacts(tx: Tx, projectId: string): Promise<(ProjectFacts & { name: string }) | null> {
  const project = await tx.project.findUnique({
    where: { id: projectId },
    select: {
      name: true,
      archivedAt: true,
      _count: {
        select: { vms: { where: { deletedAt: null } }, volumes: { where: { vmId: null } }, networks: true },
      },
      vms: { select: { id: true }, take: 1 },
    },
  });
  if (!project) return null;
  const { _count, vms, ...rest } = project;
  return { ...rest, ..._count, hasHistory: vms.length > 0 };
}
