import type { FindingKind, HostFinding, HostView } from '@virtfleet/contracts/views';
import { type Db, Prisma, type Tx } from './client.ts';

/** What a sweep found on a host without a row. What rows say of a VM without a domain is known here. */
export type Found = { kind: Exclude<FindingKind, 'missing_domain'>; name: string; detail: string | null };

/** Which of a host's domains and volumes no row knows. Rows are written before, and go after, what they tell of. */
export async function unknownOf(
  db: Db | Tx,
  hostId: string,
  has: { uuids: readonly string[]; volumeNames: readonly string[] },
): Promise<{ uuids: string[]; volumeNames: string[] }> {
  const [unknown] = await db.$queryRaw<{ uuids: string[]; volumeNames: string[] }[]>`
    SELECT
      ARRAY(SELECT d.uuid FROM unnest(${[...has.uuids]}::text[]) AS d (uuid) WHERE NOT EXISTS (
        SELECT FROM vm WHERE vm.host_id = ${hostId}::uuid AND vm.domain_uuid = d.uuid::uuid AND vm.deleted_at IS NULL)) AS uuids,
      ARRAY(SELECT v.name FROM unnest(${[...has.volumeNames]}::text[]) AS v (name) WHERE NOT EXISTS (
          SELECT FROM volume WHERE volume.volume_name = v.name AND (volume.host_id = ${hostId}::uuid OR volume.host_id IS NULL))
        AND NOT EXISTS (
          SELECT FROM vm_file WHERE vm_file.host_id = ${hostId}::uuid AND vm_file.volume_name = v.name)) AS "volumeNames"`;
  return unknown ?? { uuids: [], volumeNames: [] };
}

/** Of what a VM is by rows, while nothing is being done with it. */
const atRest = Prisma.sql`vm.deleted_at IS NULL AND vm.failure IS NULL AND vm.task_state IS NULL AND NOT EXISTS (
  SELECT FROM operation o WHERE o.subject = 'vm:' || vm.id AND o.status IN ('pending', 'running', 'undoing', 'stuck'))`;

/**
 * Everything that the sweep `seq` found, in place of what earlier ones did; null instead of volumes keeps what was known of them.
 * A sweep that a later one overtook writes nothing (null). Answers whether something came or went, and whether anything is told now.
 */
export function putFindings(
  db: Db,
  hostId: string,
  seq: string,
  domains: readonly Found[],
  volumes: readonly Found[] | null,
): Promise<{ changed: boolean; any: boolean } | null> {
  return db.$transaction(async (tx) => {
    const current = await tx.$queryRaw<object[]>`
      SELECT id FROM host WHERE id = ${hostId}::uuid AND observed_seq <= ${seq}::bigint FOR NO KEY UPDATE`;
    if (current.length === 0) return null;
    const found = [...domains, ...(volumes ?? [])];
    const put = await tx.$queryRaw<{ isNew: boolean }[]>`
      INSERT INTO host_finding (host_id, kind, name, detail, seen_seq)
        SELECT ${hostId}::uuid, kind::finding_kind, name, detail, ${seq}::bigint
        FROM unnest(${found.map((each) => each.kind)}::text[], ${found.map((each) => each.name)}::text[],
          ${found.map((each) => each.detail)}::text[]) AS found (kind, name, detail)
        UNION ALL
        SELECT vm.host_id, 'missing_domain', vm.domain_name, project.name || '/' || vm.name, ${seq}::bigint
        FROM vm JOIN project ON project.id = vm.project_id
        WHERE vm.host_id = ${hostId}::uuid AND vm.power_state = 'absent' AND ${atRest}
      ON CONFLICT (host_id, kind, name) DO UPDATE SET detail = excluded.detail, seen_seq = excluded.seen_seq
      RETURNING xmax = 0 AS "isNew"`;
    const gone = await tx.$executeRaw`
      DELETE FROM host_finding WHERE host_id = ${hostId}::uuid AND seen_seq < ${seq}::bigint
        AND (${volumes !== null}::boolean OR kind <> 'orphan_volume')`;
    return { changed: gone > 0 || put.some(({ isNew }) => isNew), any: volumes === null || put.length > 0 };
  });
}

/** Whether a domain that was just looked at is news: not as its row says and not told yet, or told and in order again. */
export async function isNews(db: Db | Tx, hostId: string, domainName: string, present: boolean): Promise<boolean> {
  const [row] = await db.$queryRaw<{ rows: number; atRest: boolean; told: boolean }[]>`
    SELECT count(vm.id)::int AS rows, coalesce(bool_and(${atRest}), true) AS "atRest",
      EXISTS (SELECT FROM host_finding f WHERE f.host_id = ${hostId}::uuid AND f.name = ${domainName}) AS told
    FROM vm WHERE vm.host_id = ${hostId}::uuid AND vm.domain_name = ${domainName} AND vm.deleted_at IS NULL`;
  if (!row?.atRest) return false;
  return (row.rows > 0 !== present) !== row.told;
}

/** As many of one host as a person reads. */
const mostShown = 50;

/** By host, what asks for a person first; a missing VM that was deleted since is no news any more. */
export async function listFindings(db: Db | Tx): Promise<Map<string, Pick<HostView, 'findings' | 'findingCount'>>> {
  const rows = await db.$queryRaw<(HostFinding & { hostId: string; findingCount: number })[]>`
    SELECT * FROM (
      SELECT host_id AS "hostId", kind::text, name, detail, first_seen_at AS "firstSeenAt",
        (count(*) OVER host)::int AS "findingCount",
        row_number() OVER (host ORDER BY kind, name) AS place
      FROM host_finding f
      WHERE f.kind <> 'missing_domain' OR EXISTS (
        SELECT FROM vm WHERE vm.host_id = f.host_id AND vm.domain_name = f.name AND vm.deleted_at IS NULL)
      WINDOW host AS (PARTITION BY host_id)
    ) found WHERE place <= ${mostShown} ORDER BY "hostId", place`;
  const byHost = new Map<string, Pick<HostView, 'findings' | 'findingCount'>>();
  for (const { hostId, findingCount, kind, name, detail, firstSeenAt } of rows) {
    const host = byHost.get(hostId) ?? { findings: [], findingCount };
    host.findings.push({ kind, name, detail, firstSeenAt });
    byHost.set(hostId, host);
  }
  return byHost;
}
