import type { HostAgent } from '@virtfleet/agent/types';
import type { CommandLog } from '@virtfleet/db/commands';
import type { Log } from '@virtfleet/telemetry/log';
import type { Pool } from 'pg';
import { Fenced, Left } from './errors.ts';
import { type ClaimedOperation, createJournal } from './journal.ts';
import { observed, type WorkerObserver } from './observer.ts';
import { once } from './once.ts';
import type { AnyOperation, World } from './operation.ts';
import { runOperation } from './run.ts';

export type EngineInput = {
  /** Journal and claims: plain SQL, on connections of their own. */
  pool: Pool;
  world: World;
  workerId: string;
  operations: Readonly<Record<string, AnyOperation>>;
  /** The hosts that this worker leases and reaches now. What waits for another stays as it is. */
  readyHosts: () => ReadonlyMap<string, HostAgent>;
  commands: CommandLog;
  /** A step began or ended, or the operation did. */
  changed: (op: ClaimedOperation, ended: boolean) => void;
  /** The installation's: commands of an earlier one are refused by hosts that have seen a later. */
  epoch: number;
  log: Log;
  observer?: WorkerObserver | undefined;
  maxRunning?: number;
  backoffMs?: number;
};

export type Engine = {
  /** Looks for work now. Cheap when there is none; calls at once are one query. */
  claim(): void;
  /** Somebody may have asked for something: work to be done, or the end of what runs. */
  wake(): void;
  running(): number;
  /** Lets each operation finish its step, for `limitMs` at most; then leaves it as it is. */
  stop(limitMs: number): Promise<void>;
};

// What may start, and what is under way on my hosts though I don't run it: began by another worker, or by me and lost on the way.
// So take-over needs no code of its own. The lease is share-locked, so that it can't move meanwhile.
const claimSql = `WITH pick AS (
    SELECT o.id FROM operation o JOIN host_lease l ON l.host_id = o.host_id JOIN worker w ON w.id = l.worker_id
    WHERE w.id = $1 AND w.expires_at > now() AND o.host_id = ANY($2) AND o.kind = ANY($3) AND o.id <> ALL($4)
      AND o.status IN ('pending', 'running', 'undoing', 'stuck') AND (
        o.status IN ('running', 'undoing')
        OR (o.status = 'stuck' AND o.run_after <= now())
        -- created_at is the asker's clock too: one that is ahead must not hold back what is due at once
        OR (o.status = 'pending' AND (o.run_after <= now() OR o.run_after <= o.created_at) AND NOT EXISTS (
          SELECT 1 FROM operation b WHERE b.subject = o.subject AND b.status IN ('pending', 'running', 'undoing', 'stuck')
            AND (b.status <> 'pending' OR b.seq < o.seq))))
    ORDER BY o.seq LIMIT $5 FOR UPDATE OF o SKIP LOCKED FOR SHARE OF l SKIP LOCKED)
  UPDATE operation o SET
    status = CASE o.status WHEN 'pending' THEN 'running'::operation_status WHEN 'stuck' THEN 'undoing'::operation_status ELSE o.status END,
    worker_id = $1, token = nextval('fence'), attempt = attempt + 1, started_at = coalesce(started_at, clock_timestamp())
  FROM pick WHERE o.id = pick.id
  RETURNING o.id, o.kind, o.input, o.status, o.token, o.attempt, o.error, o.code_version AS "codeVersion", o.host_id AS "hostId",
    o.subject, o.vm_id AS "vmId", o.project_id AS "projectId"`;

// Only while both the operation and its host are mine: then it is higher than any that whoever had them before was given.
const tokenSql = `SELECT nextval('fence')::text AS token FROM operation o JOIN host_lease l ON l.host_id = o.host_id
  WHERE o.id = $1 AND o.token = $2 AND l.worker_id = $3`;

const cancelledSql = 'SELECT id FROM operation WHERE id = ANY($1) AND cancel_requested_at IS NOT NULL';

/** After a journal that refused: long enough not to spin, short enough to go on soon. */
const restMs = 2_000;

export function createEngine(input: EngineInput): Engine {
  const { pool, world, log } = input;
  const abort = new AbortController();
  const running = new Map<string, { ended: Promise<void>; cancel: AbortController }>();
  let stopping = false;
  let claiming: Promise<void> | null = null;
  let again = false;

  const claim = () => {
    again = true;
    claiming ??= look().finally(() => {
      claiming = null;
      // Asked between its last look and now.
      if (again && !stopping) claim();
    });
  };

  const look = async () => {
    try {
      while (again && !stopping) {
        again = false;
        for (const op of await pick()) start(op);
      }
    } catch (error) {
      log.warn({ err: error }, 'could not look for work');
    }
  };

  const pick = async (): Promise<ClaimedOperation[]> => {
    const room = (input.maxRunning ?? 64) - running.size;
    const hosts = [...input.readyHosts().keys()];
    if (room <= 0 || hosts.length === 0) return [];
    const values = [input.workerId, hosts, Object.keys(input.operations), [...running.keys()], room];
    return (await pool.query({ name: 'claim', text: claimSql, values })).rows;
  };

  const noticeCancels = once(async () => {
    if (running.size === 0) return;
    try {
      const { rows } = await pool.query({ name: 'cancelled', text: cancelledSql, values: [[...running.keys()]] });
      for (const { id } of rows) running.get(id)?.cancel.abort();
    } catch (error) {
      log.warn({ err: error }, 'could not look for cancelled operations');
    }
  });

  const start = (op: ClaimedOperation) => {
    const cancel = new AbortController();
    const ended = execute(op, cancel.signal)
      .catch((error) => stepBack(op, error))
      .finally(() => {
        running.delete(op.id);
        claim();
      });
    running.set(op.id, { ended, cancel });
  };

  const execute = async (op: ClaimedOperation, cancel: AbortSignal) => {
    const agent = input.readyHosts().get(op.hostId);
    const operation = input.operations[op.kind];
    // Both were there when it was claimed; a host that left meanwhile comes back, or another worker adopts it.
    if (!agent || !operation) throw new Left(op.id);
    const opLog = log.child({ operation: op.id, kind: op.kind });
    const journal = createJournal(pool, world.db, op, abort.signal);
    opLog.info({ subject: op.subject, attempt: op.attempt, status: op.status }, 'operation taken');
    await runOperation({
      op,
      operation,
      world,
      journal: input.observer ? observed(journal, op, input.observer) : journal,
      agent,
      guard: { subject: op.subject.replace(/[^a-z0-9]+/g, '-'), epoch: input.epoch, token: op.token },
      recorderFor: (stepName) => input.commands.recorder({ hostId: op.hostId, operationId: op.id, stepName }),
      newToken: () => newToken(op),
      changed: (ended = false) => input.changed(op, ended),
      stopping: () => stopping,
      signal: abort.signal,
      cancel,
      backoffMs: input.backoffMs ?? 250,
      log: opLog,
    });
  };

  const newToken = async (op: ClaimedOperation): Promise<string> => {
    const { rows } = await pool.query({ name: 'token', text: tokenSql, values: [op.id, op.token, input.workerId] });
    const row: { token: string } | undefined = rows[0];
    if (!row) throw new Fenced(op.id);
    return row.token;
  };

  const stepBack = async (op: ClaimedOperation, error: unknown) => {
    if (error instanceof Fenced) log.warn({ operation: op.id, err: error }, 'operation belongs to another worker now');
    if (stopping) return;
    if (!(error instanceof Left || error instanceof Fenced))
      log.error({ err: error, operation: op.id }, 'operation rests, and will be taken again');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs);
      abort.signal.addEventListener('abort', () => [clearTimeout(timer), resolve()], { once: true });
    });
  };

  return {
    claim,
    wake() {
      claim();
      noticeCancels();
    },
    running: () => running.size,
    async stop(limitMs) {
      stopping = true;
      const timer = setTimeout(() => abort.abort(), limitMs);
      await claiming;
      const all = Promise.allSettled([...running.values()].map(({ ended }) => ended));
      // A transaction that hangs does not hear the signal.
      const limit = Promise.withResolvers<void>();
      const last = setTimeout(limit.resolve, limitMs + 2_000);
      await Promise.race([all, limit.promise]);
      clearTimeout(last);
      clearTimeout(timer);
      abort.abort();
    },
  };
}
