import type { Found, FoundOperation, FoundVm } from '@virtfleet/contracts/find';
import type { Actor } from '@virtfleet/domain/authz';
import { type VmFacts, vmCan, vmStatus } from '@virtfleet/domain/lifecycle';
import { type Db, Prisma } from './client.ts';

export type FindAsked = { text: string; projectId?: string | undefined };

const mostOfAKind = 8;
const mostTerms = 6;

/** What fits the words best, of what this actor may see: names that have at least one of them, better fits first. */
export async function find(
  db: Db,
  actor: Pick<Actor, 'isAdmin' | 'roles'>,
  { text, projectId }: FindAsked,
  now: Date,
): Promise<Found> {
  const terms = [...new Set(text.toLowerCase().split(/\s+/).filter(Boolean))].slice(0, mostTerms);
  if (terms.length === 0) return { vms: [], operations: [], hosts: [], images: [], keys: [] };
  const theirs = actor.isAdmin ? Prisma.sql`true` : Prisma.sql`project.id = ANY(${Object.keys(actor.roles)}::uuid[])`;
  const [vms, hosts, images, keys] = await Promise.all([
    findVms(db, { terms, theirs, projectId }, now),
    actor.isAdmin
      ? named<{ id: string; name: string }>(db, Prisma.sql`SELECT id, name, ${fit('name', terms)} AS fit FROM host`)
      : [],
    named<Found['images'][number]>(
      db,
      Prisma.sql`SELECT id, name, title, greatest(${fit('name', terms)}, ${fit('lower(title)', terms)}) AS fit
        FROM image WHERE state = 'ready'`,
    ),
    named<Found['keys'][number]>(
      db,
      Prisma.sql`SELECT keypair.id, keypair.name, project.name AS project, ${fit('lower(keypair.name)', terms)} AS fit
        FROM keypair JOIN project ON project.id = keypair.project_id WHERE ${theirs}`,
    ),
  ]);
  return { vms, operations: await lastOf(db, vms), hosts, images, keys };
}

type VmRow = Omit<FoundVm, 'state' | 'can'> & Omit<VmFacts, 'progress'>;

/** The names are looked through first, by the index of a project's names; the rest is joined to the few that are shown. */
async function findVms(
  db: Db,
  { terms, theirs, projectId = null }: { terms: string[]; theirs: Prisma.Sql; projectId: string | undefined | null },
  now: Date,
): Promise<FoundVm[]> {
  const rows = await db.$queryRaw<VmRow[]>`
    SELECT vm.id, vm.name, project.name AS project, nic.address,
      vm.power_state::text AS "powerState", vm.power_reason AS "powerReason", vm.power_since AS "powerSince",
      vm.observed_at AS "observedAt", vm.task_state::text AS "taskState", vm.failure,
      host.state::text AS "hostState", host.state_since AS "hostStateSince"
    FROM (
      SELECT * FROM (
        SELECT vm.id, vm.project_id, ${vmFit(terms)} AS fit, vm.project_id = ${projectId}::uuid AS near
        FROM vm JOIN project ON project.id = vm.project_id
        WHERE vm.deleted_at IS NULL AND ${theirs}
      ) fitted
      WHERE fit > 0 ORDER BY fit DESC, near DESC NULLS LAST, id DESC LIMIT ${mostOfAKind}
    ) best
    JOIN vm ON vm.id = best.id
    JOIN project ON project.id = best.project_id
    JOIN host ON host.id = vm.host_id
    LEFT JOIN port nic ON nic.vm_id = vm.id AND nic.position = 0
    ORDER BY best.fit DESC, best.near DESC NULLS LAST, vm.id DESC`;
  return rows.map(({ id, name, project, address, ...known }) => {
    const facts = { ...known, progress: null };
    const { start, stop, reboot } = vmCan(facts);
    return { id, name, project, address, state: vmStatus(facts, now).state, can: { start, stop, reboot } };
  });
}

/** By the name, and by the whole address or its beginning where a word looks like one. */
function vmFit(terms: string[]): Prisma.Sql {
  const addresses = terms.filter((term) => /^[0-9a-f]{1,4}[.:][0-9a-f.:]*$/.test(term));
  if (addresses.length === 0) return fit('vm.name', terms);
  const starts = addresses.map((address) => `${escaped(address)}%`);
  return Prisma.sql`${fit('vm.name', terms)} + CASE WHEN EXISTS (
    SELECT FROM port WHERE port.vm_id = vm.id AND port.address LIKE ANY(${starts})) THEN 8 ELSE 0 END`;
}

/** The newest operations of the VMs that were found. */
async function lastOf(db: Db, vms: readonly FoundVm[]): Promise<FoundOperation[]> {
  if (vms.length === 0) return [];
  return await db.$queryRaw<FoundOperation[]>`
    SELECT o.id, o.kind, vm.name AS "vmName", project.name AS project, o.status::text, o.created_at AS "createdAt"
    FROM unnest(${vms.map(({ id }) => id)}::uuid[]) AS found(id)
    JOIN vm ON vm.id = found.id
    JOIN project ON project.id = vm.project_id
    CROSS JOIN LATERAL (SELECT * FROM operation WHERE vm_id = vm.id ORDER BY seq DESC LIMIT 2) o
    ORDER BY o.seq DESC LIMIT 4`;
}

/** How well a name fits: the whole of it, its beginning, a part of it, or a part without its hyphens; each word adds. */
function fit(column: 'name' | 'vm.name' | 'lower(title)' | 'lower(keypair.name)', terms: string[]): Prisma.Sql {
  const name = Prisma.raw(column);
  const parts = terms.map((term) => {
    const like = escaped(term);
    const bare = escaped(term.replaceAll(/[-._]/g, ''));
    return Prisma.sql`CASE
      WHEN ${name} = ${term} THEN 8 WHEN ${name} LIKE ${`${like}%`} THEN 4 WHEN ${name} LIKE ${`%${like}%`} THEN 2
      WHEN ${bare} = '' THEN 0 WHEN translate(${name}, '-._', '') LIKE ${bare} THEN 3
      WHEN translate(${name}, '-._', '') LIKE ${`%${bare}%`} THEN 1 ELSE 0 END`;
  });
  return Prisma.join(parts, ' + ');
}

/** LIKE's own signs, meant as themselves. */
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

async function named<Row>(db: Db, query: Prisma.Sql): Promise<Row[]> {
  const rows = await db.$queryRaw<(Row & { fit: number; name: string })[]>`
    SELECT * FROM (${query}) found WHERE fit > 0 ORDER BY fit DESC, name LIMIT ${mostOfAKind}`;
  return rows.map(({ fit: _, ...row }) => row as unknown as Row);
}
