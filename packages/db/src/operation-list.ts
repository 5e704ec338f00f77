import { type BatchView, type Facets, mostOperationsCounted, type OperationPage } from '@virtfleet/contracts/list';
import type { OperationStatus } from '@virtfleet/contracts/views';
import { operationCan } from '@virtfleet/domain/operations';
import type { Clause } from '@virtfleet/domain/search/language';
import { type Db, Prisma, type Tx } from './client.ts';
import { type JournalEntry, progressOf } from './journal.ts';
import { type OperationBase, operationColumns, operationJoins } from './operations.ts';
import { type SqlReader, searchSql } from './search-sql.ts';

const reader: SqlReader = {
  texts: [Prisma.sql`vm.name`, Prisma.sql`o.kind`, Prisma.sql`o.error`],
  fields: {
    status: [Prisma.sql`o.status::text`],
    // "vm.start", or "start".
    kind: [Prisma.sql`o.kind`, Prisma.sql`split_part(o.kind, '.', 2)`],
    vm: [Prisma.sql`vm.name`, Prisma.sql`o.vm_id`],
    host: [Prisma.sql`host.name`],
    by: [Prisma.sql`o.user_id`, Prisma.sql`coalesce(app_user.name, 'system')`, Prisma.sql`app_user.email`],
    project: [Prisma.sql`project.name`],
    batch: [Prisma.sql`o.batch_id`],
    since: [Prisma.sql`o.created_at`],
    older: [Prisma.sql`o.created_at`],
  },
};

/** `projectId` left out: those of every project, and those of none. */
export type OperationsAsked = { projectId?: string; clauses?: readonly Clause[]; limit: number; offset?: number };

/** A window on the operations that match, newest first; of very many only the first can be reached, and `total` stops there. */
export async function pageOperations(db: Db | Tx, asked: OperationsAsked): Promise<OperationPage> {
  const { projectId, clauses = [], limit, offset = 0 } = asked;
  const ofProject = projectId === undefined ? Prisma.empty : Prisma.sql`AND o.project_id = ${projectId}::uuid`;
  const found = Prisma.sql`
    FROM operation o LEFT JOIN host ON host.id = o.host_id LEFT JOIN vm ON vm.id = o.vm_id
    LEFT JOIN project ON project.id = o.project_id LEFT JOIN app_user ON app_user.id = o.user_id
    WHERE true ${ofProject} ${searchSql(clauses, reader)}`;
  const [rows, [counted]] = await Promise.all([
    db.$queryRaw<(OperationBase & { journal: JournalEntry[] })[]>`
      SELECT ${operationColumns}, journal.entries AS journal
      FROM (SELECT o.* ${found} ORDER BY o.seq DESC LIMIT ${limit} OFFSET ${offset}) o ${operationJoins}
      CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object('name', name, 'status', status) ORDER BY seq), '[]') AS entries
        FROM step WHERE operation_id = o.id
      ) journal
      ORDER BY o.seq DESC`,
    db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (SELECT 1 ${found} LIMIT ${mostOperationsCounted}) o`,
  ]);
  const items = rows.map(({ journal, ...base }) => {
    const { done, total } = progressOf(base, journal);
    return { ...base, can: operationCan(base), step: journal.at(-1)?.name ?? null, stepsDone: done, stepsTotal: total };
  });
  return { items, total: counted?.count ?? 0 };
}

/** What operations can be found by, in a project or everywhere; of those of the last 10,000. */
export async function operationFacets(db: Db | Tx, projectId?: string): Promise<Facets> {
  const ofProject = projectId === undefined ? Prisma.empty : Prisma.sql`WHERE project_id = ${projectId}::uuid`;
  const [row] = await db.$queryRaw<Partial<Facets>[]>`
    SELECT array_agg(DISTINCT host.name) AS host, array_remove(array_agg(DISTINCT app_user.name), NULL) AS by,
      array_remove(array_agg(DISTINCT project.name), NULL) AS project, array_remove(array_agg(DISTINCT vm.name), NULL) AS vm
    FROM (SELECT * FROM operation ${ofProject} ORDER BY seq DESC LIMIT 10000) o ${operationJoins}`;
  return { host: row?.host ?? [], by: row?.by ?? [], project: row?.project ?? [], vm: row?.vm ?? [] };
}

const mostTroubles = 100;

/** How far the operations are that were asked for together. */
export async function batchView(db: Db | Tx, projectId: string, batchId: string): Promise<BatchView> {
  const ofBatch = Prisma.sql`o.project_id = ${projectId}::uuid AND o.batch_id = ${batchId}::uuid`;
  const [counts, troubles] = await Promise.all([
    db.$queryRaw<{ status: OperationStatus; count: number }[]>`
      SELECT o.status::text AS status, count(*)::int AS count FROM operation o WHERE ${ofBatch} GROUP BY o.status`,
    db.$queryRaw<BatchView['troubles']>`
      SELECT o.id AS "operationId", vm.name AS "vmName", o.status::text AS status, o.error
      FROM operation o LEFT JOIN vm ON vm.id = o.vm_id
      WHERE ${ofBatch} AND o.status IN ('failed', 'cancelled', 'stuck') ORDER BY o.seq LIMIT ${mostTroubles}`,
  ]);
  return { byStatus: Object.fromEntries(counts.map(({ status, count }) => [status, count])), troubles };
}
