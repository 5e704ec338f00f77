import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What a process counts, for Prometheus. Units are in the names; durations are given in milliseconds and kept in seconds. */
export type Exposition = { contentType: string; text(): Promise<string> };

export type PoolCounts = { total: number; idle: number; waiting: number };

/** The whole installation as its database knows it; the same from whichever process tells it. */
export type FleetCounts = {
  hosts: Record<string, number>;
  operations: Record<string, number>;
  vms: Record<string, number>;
  /** Of the operation that waits longest for its turn; 0: none waits. */
  oldestPendingS: number;
};

export type WebMetrics = Exposition & {
  /** One call of the API has been answered. `code`: "ok", or that of our error. */
  call(path: string, code: string, ms: number): void;
  /** A person tried to sign in. */
  signIn(outcome: 'ok' | 'wrong' | 'throttled' | 'expired' | 'broken'): void;
};

export type WorkerMetrics = Exposition & {
  step(kind: string, step: string, status: 'done' | 'failed', ms: number): void;
  /** An operation has come to its end in this process, or is stuck; `ms` since this process took it. */
  operation(kind: string, status: string, ms: number): void;
  /** A command has ended on a host, or was cut off. */
  command(argv: readonly string[], outcome: 'ok' | 'failed' | 'cut', ms: number): void;
};

const quick = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const slow = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];

export type WebSources = { streams: () => number; pool: () => PoolCounts };

export function webMetrics({ streams, pool }: WebSources): WebMetrics {
  const { registry, exposition } = begin();
  const calls = new Histogram({
    name: 'virtfleet_api_call_duration_seconds',
    help: 'Calls of the API, by procedure and by how they ended: "ok" or the code of the error',
    labelNames: ['path', 'code'],
    buckets: quick,
    registers: [registry],
  });
  const signIns = new Counter({
    name: 'virtfleet_sign_ins_total',
    help: 'Tries to sign in, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  watched(registry, 'virtfleet_live_streams', 'Browsers that follow what changes', streams);
  poolGauge(registry, pool);
  return {
    ...exposition,
    call: (path, code, ms) => calls.observe({ path, code }, ms / 1000),
    signIn: (outcome) => signIns.inc({ outcome }),
  };
}

export type WorkerSources = {
  /** Hosts that this worker leases, and those of them that it reaches now. */
  hosts: () => { leased: number; ready: number };
  running: () => number;
  pool: () => PoolCounts;
  fleet: () => Promise<FleetCounts>;
};

export function workerMetrics({ hosts, running, pool, fleet }: WorkerSources): WorkerMetrics {
  const { registry, exposition } = begin();
  const steps = new Histogram({
    name: 'virtfleet_step_duration_seconds',
    help: 'Steps of operations, retries included',
    labelNames: ['kind', 'step', 'status'],
    buckets: slow,
    registers: [registry],
  });
  const operations = new Histogram({
    name: 'virtfleet_operation_duration_seconds',
    help: 'Operations that came to an end in this worker, since it took them',
    labelNames: ['kind', 'status'],
    buckets: slow,
    registers: [registry],
  });
  const commands = new Histogram({
    name: 'virtfleet_host_command_duration_seconds',
    help: 'Commands of operations on hosts, over SSH',
    labelNames: ['command', 'outcome'],
    buckets: [...quick, 30, 120],
    registers: [registry],
  });
  watched(registry, 'virtfleet_worker_leased_hosts', 'Hosts that this worker leases', () => hosts().leased);
  watched(registry, 'virtfleet_worker_ready_hosts', 'Leased hosts that it reaches now', () => hosts().ready);
  watched(registry, 'virtfleet_worker_running_operations', 'Operations in this worker’s hands', running);
  poolGauge(registry, pool);
  const readFleet = fleetGauges(registry, fleet);
  return {
    contentType: exposition.contentType,
    text: async () => {
      await readFleet();
      return exposition.text();
    },
    step: (kind, step, status, ms) => steps.observe({ kind, step, status }, ms / 1000),
    operation: (kind, status, ms) => operations.observe({ kind, status }, ms / 1000),
    command: (argv, outcome, ms) => commands.observe({ command: commandWord(argv), outcome }, ms / 1000),
  };
}

function begin() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, exposition: { contentType: registry.contentType, text: () => registry.metrics() } };
}

function watched(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function poolGauge(registry: Registry, read: () => PoolCounts): void {
  new Gauge({
    name: 'virtfleet_database_connections',
    help: 'Of this process’s pool: in use, idle; and who waits for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = read();
      this.set({ state: 'used' }, total - idle);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

/** Answers how to bring them up to date, by one query; while the database does not answer only that is told. */
function fleetGauges(registry: Registry, read: () => Promise<FleetCounts>): () => Promise<void> {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const hosts = gauge('virtfleet_hosts', 'Hosts of the installation, by state', 'state');
  const operations = gauge('virtfleet_operations', 'Operations that are not over, by status', 'status');
  const vms = gauge('virtfleet_vms', 'VMs of the installation, by what their hosts say', 'power_state');
  const oldest = gauge('virtfleet_oldest_pending_seconds', 'How long the operation that waits longest has waited');
  const up = gauge('virtfleet_database_up', '1 while the database answers');
  return async () => {
    const counts = await read().catch(() => null);
    for (const each of [hosts, operations, vms, oldest]) each.reset();
    up.set(counts ? 1 : 0);
    if (!counts) return;
    for (const [state, n] of Object.entries(counts.hosts)) hosts.set({ state }, n);
    for (const [status, n] of Object.entries(counts.operations)) operations.set({ status }, n);
    for (const [state, n] of Object.entries(counts.vms)) vms.set({ power_state: state }, n);
    oldest.set(counts.oldestPendingS);
  };
}

/** "virsh vol-create", "sha256sum": few enough to be a label. */
export function commandWord([program = '', ...args]: readonly string[]): string {
  const name = program.split('/').at(-1) ?? '';
  if (name !== 'virsh') return name;
  const word = args.find((arg) => /^[a-z][a-z-]*$/.test(arg));
  return word === undefined ? name : `${name} ${word}`;
}
