import { randomUUID } from 'node:crypto';
import type { Log } from '@virtfleet/telemetry/log';
import { Pool } from 'pg';

/** All by the database's clock. */
export type LeaseTimes = { ttlMs: number; beatMs: number };
const defaultTimes: LeaseTimes = { ttlMs: 8_000, beatMs: 2_000 };

export type LeaseInput = {
  databaseUrl: string;
  name: string;
  version: string;
  onTaken: (hostIds: string[]) => void;
  onGiven: (hostIds: string[]) => void;
  /** This incarnation is dead for ever: touch no host any more, and exit. */
  onLost: () => void;
  log: Log;
  times?: LeaseTimes;
};

export type Lease = { workerId: string; stop(): Promise<void> };

const join = `INSERT INTO worker (id, name, version, started_at, expires_at)
  VALUES ($1, $2, $3, now(), now() + make_interval(secs => $4))`;

const renew = `UPDATE worker SET expires_at = now() + make_interval(secs => $2)
  WHERE id = $1 AND expires_at > now() RETURNING id`;

const anyFree = `SELECT 1 FROM host h LEFT JOIN host_lease l ON l.host_id = h.id LEFT JOIN worker w ON w.id = l.worker_id
  WHERE w.id IS NULL OR w.expires_at <= now() LIMIT 1`;

const newHosts = `INSERT INTO host_lease (host_id) SELECT id FROM host h
  WHERE NOT EXISTS (SELECT 1 FROM host_lease WHERE host_id = h.id) ON CONFLICT DO NOTHING`;

// Buries the dead and takes a fair share of what nobody holds, each host with a new token: one statement.
const take = `WITH
  dead AS (DELETE FROM worker WHERE id IN (SELECT id FROM worker WHERE expires_at <= now() FOR UPDATE SKIP LOCKED) RETURNING id),
  live AS (SELECT greatest(count(*), 1) AS n FROM worker WHERE expires_at > now()),
  room AS (SELECT ceil((SELECT count(*) FROM host_lease)::numeric / n)
             - (SELECT count(*) FROM host_lease WHERE worker_id = $1) AS k FROM live),
  free AS (SELECT host_id FROM host_lease WHERE worker_id IS NULL OR worker_id IN (SELECT id FROM dead)
           ORDER BY host_id LIMIT greatest((SELECT k FROM room), 0) FOR UPDATE SKIP LOCKED)
  UPDATE host_lease l SET worker_id = $1, token = nextval('fence') FROM free WHERE l.host_id = free.host_id RETURNING l.host_id AS id`;

// Gives back what is more than a fair share and has no work under way, so that a newcomer gets its own.
const give = `WITH surplus AS (SELECT greatest(0, (SELECT count(*) FROM host_lease WHERE worker_id = $1)
    - ceil((SELECT count(*) FROM host_lease)::numeric / greatest((SELECT count(*) FROM worker WHERE expires_at > now()), 1))) AS k)
  UPDATE host_lease SET worker_id = NULL WHERE host_id IN (
    SELECT l.host_id FROM host_lease l WHERE l.worker_id = $1 AND NOT EXISTS (
      SELECT 1 FROM operation o WHERE o.host_id = l.host_id AND o.status IN ('running', 'undoing'))
    ORDER BY l.host_id DESC LIMIT (SELECT k FROM surplus) FOR UPDATE SKIP LOCKED) RETURNING host_id AS id`;

/** Joins the workers and keeps the lease alive: one UPDATE a beat, on a connection of its own so that no burst delays it. */
export async function startLease(input: LeaseInput): Promise<Lease> {
  const { ttlMs, beatMs } = input.times ?? defaultTimes;
  const workerId = randomUUID();
  const pool = new Pool({
    connectionString: input.databaseUrl,
    max: 1,
    application_name: 'virtfleet lease',
    statement_timeout: ttlMs,
    connectionTimeoutMillis: ttlMs,
  });
  pool.on('error', (error) => input.log.debug({ err: error }, 'the lease lost its connection'));
  await pool.query(join, [workerId, input.name, input.version, ttlMs / 1000]);

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let beats = 0;

  const beat = async () => {
    const renewed = await pool.query({ name: 'renew', text: renew, values: [workerId, ttlMs / 1000] });
    if (stopped) return;
    if (renewed.rowCount === 0) {
      stopped = true;
      input.onLost();
      return;
    }
    if (++beats % 5 === 0) report(input.onGiven, await ids(pool, give, workerId));
    const free = await pool.query({ name: 'free', text: anyFree });
    if (free.rowCount === 0) return;
    await pool.query(newHosts);
    report(input.onTaken, await ids(pool, take, workerId));
  };
  const report = (to: (ids: string[]) => void, hostIds: string[]) => {
    if (!stopped && hostIds.length > 0) to(hostIds);
  };
  let current = Promise.resolve();
  const loop = () => {
    current = beat()
      .catch((error) => input.log.warn({ err: error }, 'a heartbeat failed'))
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, beatMs);
      });
  };
  loop();
  await current;

  return {
    workerId,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
      // The row goes, and with it (ON DELETE SET NULL) every lease: the next worker need not wait.
      await pool
        .query('DELETE FROM worker WHERE id = $1', [workerId])
        .catch((error) => input.log.warn({ err: error }, 'could not give the leases back'));
      await pool.end();
    },
  };
}

async function ids(pool: Pool, text: string, workerId: string): Promise<string[]> {
  const { rows } = await pool.query(text, [workerId]);
  return rows.map((row: { id: string }) => row.id);
}
