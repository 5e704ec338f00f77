import { withoutStart } from '@virtfleet/contracts/operation';
import type {
  CommandView,
  OperationRecord,
  OperationSummary,
  OperationView,
  StepView,
} from '@virtfleet/contracts/views';
import { operationCan } from '@virtfleet/domain/operations';
import { type Db, Prisma, type Tx } from './client.ts';
import { type JournalEntry, progressOf, stepsAhead } from './journal.ts';

export type OperationBase = Omit<OperationView, 'steps' | 'ahead' | 'can'>;
type Base = OperationBase;

/** What both views of an operation begin with; `o` is the operation. */
export const operationColumns = Prisma.sql`
  o.id, o.kind, CASE o.kind
    WHEN 'vm.rename' THEN CASE vm.name
      WHEN o.input->>'name' THEN coalesce('from ' || (o.input->>'was'), 'to ' || (o.input->>'name'))
      WHEN o.input->>'was' THEN 'to ' || (o.input->>'name')
      ELSE concat('from ' || (o.input->>'was') || ' ', 'to ', o.input->>'name')
    END
    WHEN 'vm.create' THEN CASE WHEN o.input->>'start' = 'false' THEN ${withoutStart} END
    WHEN 'vm.stop' THEN CASE WHEN (o.input->>'force')::boolean THEN 'by force' END
    WHEN 'image.copy' THEN (SELECT image.name FROM image WHERE image.id = (o.input->>'imageId')::uuid)
  END AS about, o.status::text, o.vm_id AS "vmId", vm.name AS "vmName", vm.deleted_at IS NOT NULL AS "vmGone", project.name AS "projectName",
  host.name AS "hostName", app_user.name AS "by", o.error, o.cancel_requested_at AS "cancelRequestedAt",
  o.created_at AS "createdAt", o.started_at AS "startedAt", o.ended_at AS "endedAt"`;
export const operationJoins = Prisma.sql`
  JOIN host ON host.id = o.host_id
  LEFT JOIN vm ON vm.id = o.vm_id
  LEFT JOIN project ON project.id = o.project_id
  LEFT JOIN app_user ON app_user.id = o.user_id`;

export type OperationFilter = {
  /** Left out: those of every project, and those of none. */
  projectId?: string | null;
  limit: number;
  /** Only those that have not ended. */
  activeOnly?: boolean;
};

/** Operations for lists, newest first. */
export async function listOperations(
  db: Db | Tx,
  { projectId, limit, activeOnly }: OperationFilter,
): Promise<OperationSummary[]> {
  const ofProject = projectId == null ? Prisma.empty : Prisma.sql`AND o.project_id = ${projectId}::uuid`;
  const active = activeOnly ? Prisma.sql`AND o.status IN ('pending', 'running', 'undoing', 'stuck')` : Prisma.empty;
  const rows = await db.$queryRaw<(Base & { journal: JournalEntry[] })[]>`
    SELECT ${operationColumns}, journal.entries AS journal
    FROM operation o ${operationJoins}
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('name', name, 'status', status) ORDER BY seq), '[]') AS entries
      FROM step WHERE operation_id = o.id
    ) journal
    WHERE true ${ofProject} ${active}
    ORDER BY o.seq DESC LIMIT ${limit}`;
  return rows.map(({ journal, ...base }) => {
    const { done, total } = progressOf(base, journal);
    return { ...base, can: operationCan(base), step: journal.at(-1)?.name ?? null, stepsDone: done, stepsTotal: total };
  });
}

/** One operation with its steps and the commands that they ran; null: there is none. */
export async function operationView(db: Db | Tx, id: string): Promise<OperationView | null> {
  const rows = await db.$queryRaw<
    Base[]
  >`SELECT ${operationColumns} FROM operation o ${operationJoins} WHERE o.id = ${id}::uuid`;
  const [[record], commands] = await Promise.all([withSteps(db, rows), commandsOf(db, id)]);
  return record ? { ...record, steps: attach(record.steps, commands) } : null;
}

/** What was done to a VM, newest first, each with its steps. */
export async function operationsOfVm(db: Db | Tx, vmId: string, { limit = 50 } = {}): Promise<OperationRecord[]> {
  const rows = await db.$queryRaw<Base[]>`
    SELECT ${operationColumns} FROM operation o ${operationJoins} WHERE o.vm_id = ${vmId}::uuid ORDER BY o.seq DESC LIMIT ${limit}`;
  return withSteps(db, rows);
}

async function withSteps(db: Db | Tx, operations: Base[]): Promise<OperationRecord[]> {
  const ids = operations.map(({ id }) => id);
  if (ids.length === 0) return [];
  const steps = await db.step.findMany({ where: { operationId: { in: ids } }, orderBy: { seq: 'asc' } });
  const stepsOf = Map.groupBy(steps, (step) => step.operationId);
  return operations.map((operation) => {
    const journal = stepsOf.get(operation.id) ?? [];
    return {
      ...operation,
      can: operationCan(operation),
      steps: journal.map(({ name, status, error, attempt, startedAt, endedAt }) => ({
        name,
        status,
        error,
        attempt,
        startedAt,
        endedAt,
      })),
      ahead: stepsAhead(operation, journal),
    };
  });
}

type CommandRow = Omit<CommandView, 'stdinBytes'> & { stdinBytes: bigint | null };

function commandsOf(db: Db | Tx, operationId: string): Promise<CommandRow[]> {
  return db.$queryRaw<CommandRow[]>`
    SELECT c.id, host.name AS host, c.step_name AS "stepName", c.argv,
      c.stdin_text AS "stdinText", c.stdin_bytes AS "stdinBytes", c.stdin_sha256 AS "stdinSha256", c.stdout, c.stderr,
      c.exit_code AS "exitCode", c.error, c.started_at AS "startedAt", c.duration_ms AS "durationMs"
    FROM command c JOIN host ON host.id = c.host_id
    WHERE c.operation_id = ${operationId}::uuid
    ORDER BY c.started_at, c.id`;
}

/** Puts each command to its step; one that names none goes to the step that had begun last, so that no command is ever left out. */
function attach(records: OperationRecord['steps'], commands: CommandRow[]): StepView[] {
  const steps = records.map((record): StepView => ({ ...record, commands: [] }));
  for (const { stdinBytes, ...rest } of commands) {
    const step =
      steps.find(({ name }) => name === rest.stepName) ??
      steps.findLast(({ startedAt }) => startedAt <= rest.startedAt) ??
      steps[0];
    step?.commands.push({ ...rest, stdinBytes: stdinBytes === null ? null : Number(stdinBytes) });
  }
  return steps;
}
