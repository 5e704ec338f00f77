import { type Db, Prisma, type Tx } from '@virtfleet/db/client';
import { longOperationS, tellAsker } from '@virtfleet/db/operation-news';
import type { Pool } from 'pg';
import { durable } from './durable.ts';
import { Cancelled, endsHere, Fenced, JournalBroken } from './errors.ts';
import type { Json, Output } from './operation.ts';

/** An operation in this worker's hands, as its claim answered it. */
export type ClaimedOperation = {
  id: string;
  kind: string;
  input: unknown;
  status: 'running' | 'undoing';
  token: string;
  attempt: number;
  error: string | null;
  codeVersion: number;
  hostId: string;
  subject: string;
  vmId: string | null;
  projectId: string | null;
};

export type JournaledStep = { status: 'running' | 'done' | 'failed'; output: Json };

// Each write first finds the operation with my token, in the same statement: none found means fenced, and nothing is written.
const mine = `WITH mine AS (
    SELECT id, cancel_requested_at IS NOT NULL AS cancel FROM operation WHERE id = $1 AND token = $2 FOR NO KEY UPDATE)`;

const beginStep = `${mine}, put AS (
    INSERT INTO step (operation_id, name, seq, status, token, started_at)
    SELECT id, $3, $4, 'running'::step_status, $2, clock_timestamp() FROM mine WHERE $5 OR NOT cancel
    ON CONFLICT (operation_id, name) DO UPDATE SET status = 'running', attempt = step.attempt + 1, token = excluded.token,
      started_at = excluded.started_at, ended_at = NULL, error = NULL)
  SELECT cancel FROM mine`;

const endStep = `${mine}, put AS (
    UPDATE step SET status = $4::step_status, output = $5, error = $6, ended_at = clock_timestamp()
    FROM mine WHERE operation_id = mine.id AND name = $3)
  SELECT cancel FROM mine`;

const retryStep = `${mine}, put AS (
    UPDATE step SET attempt = attempt + 1, error = $4 FROM mine WHERE operation_id = mine.id AND name = $3)
  SELECT cancel FROM mine`;

// One that someone waited long for is left to a transaction that tells them; most are not, and end by this one statement.
const toDone = `WITH mine AS (
    SELECT id, user_id IS NOT NULL AND created_at < clock_timestamp() - interval '${longOperationS} s' AS long
    FROM operation WHERE id = $1 AND token = $2 FOR NO KEY UPDATE), put AS (
    UPDATE operation o SET status = 'done', error = NULL, error_detail = NULL, ended_at = clock_timestamp() FROM mine
    WHERE o.id = mine.id AND NOT mine.long)
  SELECT long FROM mine`;

const toUndoing = `${mine}, put AS (
    UPDATE operation o SET status = 'undoing', error = $3, error_detail = $4 FROM mine WHERE o.id = mine.id)
  SELECT cancel FROM mine`;

/** The journal of one operation. Every write is refused once another worker owns it; a write that Postgres could not take is repeated. */
export function createJournal(pool: Pool, db: Db, op: ClaimedOperation, signal: AbortSignal) {
  const ask = async <Row>(name: string, text: string, values: unknown[]): Promise<Row> => {
    const { rows } = await guarded(() => pool.query({ name, text, values: [op.id, op.token, ...values] }), signal);
    const row: Row | undefined = rows[0];
    if (!row) throw new Fenced(op.id);
    return row;
  };
  const write = (name: string, text: string, values: unknown[]) => ask<{ cancel: boolean }>(name, text, values);

  const transaction = <T>(body: (tx: Tx, found: Found) => Promise<T>, stepName = '') =>
    durable(
      () =>
        db.$transaction(async (tx) => {
          const found = await lockMine(tx, op, stepName);
          if (!found) throw new Fenced(op.id);
          return body(tx, found);
        }),
      signal,
    );

  return {
    async load(): Promise<Map<string, JournaledStep>> {
      const text = 'SELECT name, status, output FROM step WHERE operation_id = $1';
      const { rows } = await guarded(() => pool.query({ name: 'load', text, values: [op.id] }), signal);
      return new Map(rows.map((row: JournaledStep & { name: string }) => [row.name, row]));
    },
    /** Throws Cancelled instead of beginning, unless told that it must go on. */
    async begin(step: string, seq: number, evenIfCancelled: boolean): Promise<void> {
      const { cancel } = await write('begin', beginStep, [step, seq, evenIfCancelled]);
      if (cancel && !evenIfCancelled) throw new Cancelled();
    },
    done: (step: string, output: Output) => write('end', endStep, [step, 'done', JSON.stringify(output ?? null), null]),
    failed: (step: string, error: string) => write('end', endStep, [step, 'failed', null, error]),
    retried: (step: string, error: string) => write('retry', retryStep, [step, error]),
    async closeDone(): Promise<void> {
      const { long } = await ask<{ long: boolean }>('done', toDone, []);
      if (long) await closing(transaction((tx) => endDone(tx, op.id)));
    },
    undoing: (error: string, detail: string | null) => write('undoing', toUndoing, [error, detail]),
    stuck: (detail: string) => closing(transaction((tx) => endStuck(tx, op.id, detail))),

    /** Rows that belong to a step's effect: under the token, repeated with it. */
    write: <T>(body: (tx: Tx) => Promise<T>) => transaction((tx) => body(tx)),

    /** The step's effect is rows of ours: they and the step's row are one commit. A commit whose answer was lost is found by its row. */
    stepTx: (step: string, seq: number, body: (tx: Tx) => Promise<Output>): Promise<Output> =>
      transaction(async (tx, found) => {
        if (found.status === 'done') return found.output;
        if (found.cancel) throw new Cancelled();
        const output = (await body(tx)) ?? null;
        await tx.$executeRaw`
          INSERT INTO step (operation_id, name, seq, status, output, token, started_at, ended_at)
          VALUES (${op.id}::uuid, ${step}, ${seq}, 'done', ${JSON.stringify(output)}::jsonb, ${op.token}::bigint, now(), clock_timestamp())
          ON CONFLICT (operation_id, name) DO UPDATE
            SET status = 'done', output = excluded.output, error = NULL, token = excluded.token, ended_at = excluded.ended_at`;
        return output;
      }, step),

    /** Ends the operation and settles its rows in one commit. */
    closeFailed: (
      status: 'failed' | 'cancelled',
      error: string,
      detail: string | null,
      settle: (tx: Tx) => Promise<void>,
    ) =>
      closing(
        transaction(async (tx) => {
          await settle(tx);
          // A commit whose answer was lost is repeated, and tells nobody twice.
          const ended = await tx.$executeRaw`
            UPDATE operation SET status = ${status}::operation_status, error = ${error}, error_detail = coalesce(${detail}, error_detail),
              ended_at = clock_timestamp() WHERE id = ${op.id}::uuid AND ended_at IS NULL`;
          if (ended > 0 && status === 'failed') await tellAsker(tx, op.id, 'failed');
        }),
      ),
  };
}

export type Journal = ReturnType<typeof createJournal>;

async function endDone(tx: Tx, id: string): Promise<void> {
  const ended = await tx.$executeRaw`
    UPDATE operation SET status = 'done', error = NULL, error_detail = NULL, ended_at = clock_timestamp()
    WHERE id = ${id}::uuid AND ended_at IS NULL`;
  if (ended > 0) await tellAsker(tx, id, 'done');
}

/** Tried again by itself: after 5 s, 10 s, 20 s … at most 5 min, and at once when the host comes back. */
async function endStuck(tx: Tx, id: string, detail: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE operation SET status = 'stuck', error_detail = ${detail},
      run_after = clock_timestamp() + make_interval(secs => least(300, 5 * 2 ^ least(attempt - 1, 6)))
    WHERE id = ${id}::uuid`;
  await tellAsker(tx, id, 'stuck');
}

const closing = (ended: Promise<void>): Promise<void> =>
  ended.catch((error) => {
    throw endsHere(error) ? error : new JournalBroken('could not close the operation', { cause: error });
  });

/** What Postgres refuses for another reason than being away is no failure of the step either. */
const guarded = <T>(query: () => Promise<T>, signal: AbortSignal): Promise<T> =>
  durable(query, signal).catch((error) => {
    throw endsHere(error) ? error : new JournalBroken('the journal refused a write', { cause: error });
  });

type Found = { cancel: boolean; status: JournaledStep['status'] | null; output: Json };

async function lockMine(tx: Tx, op: ClaimedOperation, stepName: string): Promise<Found | undefined> {
  const rows = await tx.$queryRaw<Found[]>(Prisma.sql`
    SELECT o.cancel_requested_at IS NOT NULL AS cancel, s.status::text AS status, s.output
    FROM operation o LEFT JOIN step s ON s.operation_id = o.id AND s.name = ${stepName}
    WHERE o.id = ${op.id}::uuid AND o.token = ${op.token}::bigint FOR NO KEY UPDATE OF o`);
  return rows[0];
}
