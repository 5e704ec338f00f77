import type { HostAddress, HostAgent } from '@virtfleet/agent/types';
import { newId } from '@virtfleet/contracts/ids';
import { createDb, type Db } from '@virtfleet/db/client';
import { createCommandLog } from '@virtfleet/db/commands';
import { createNotifier, listen, type Notifier } from '@virtfleet/db/notify';
import { installationOf } from '@virtfleet/db/observations';
import type { Keyring } from '@virtfleet/db/secrets';
import type { ObjectStore } from '@virtfleet/objects/store';
import type { Log } from '@virtfleet/telemetry/log';
import { Pool } from 'pg';
import { durable } from './engine/durable.ts';
import { createEngine } from './engine/engine.ts';
import { Left } from './engine/errors.ts';
import type { ClaimedOperation } from './engine/journal.ts';
import { type LeaseTimes, startLease } from './engine/lease.ts';
import { createLocks } from './engine/locks.ts';
import { observedCommands, type WorkerObserver } from './engine/observer.ts';
import type { AnyOperation } from './engine/operation.ts';
import { type ObserveInput, type Observer, observeVms } from './observers/host.ts';
import { createSampleLog } from './observers/samples.ts';
import { type HostWatch, watchHost } from './reconcilers/host.ts';
import { operations } from './registry.ts';

export type WorkerInput = {
  databaseUrl: string;
  name: string;
  version: string;
  keyring: Keyring;
  objects: ObjectStore;
  connectHost: (host: HostAddress) => HostAgent;
  log: Log;
  /** The lease is gone for ever: hosts are let go already, and the process must exit. */
  onLost?: () => void;
  leaseTimes?: LeaseTimes;
  /** How often VMs are measured, and their guests asked. */
  observeTimes?: ObserveInput['times'];
  /** How long a step may go on after stop() was asked for. Default 10 s. */
  stopLimitMs?: number;
  /** Hears what is done, and how long it took. */
  observer?: WorkerObserver;
  /** Default: the registry. */
  operations?: Readonly<Record<string, AnyOperation>>;
  /** A look for work without being told. Default every 2 s. */
  pollMs?: number;
};

export type Worker = {
  stop(): Promise<void>;
  /** Hosts that it leases, and those of them that it reaches now. */
  hosts(): { leased: number; ready: number };
  running(): number;
  /** Its own connection to the database; ends with stop(). */
  db: Db;
};

/** Joins the installation: leases hosts, watches them, and runs their operations until stop() or the loss of its lease. */
export async function startWorker(input: WorkerInput): Promise<Worker> {
  const { databaseUrl, log } = input;
  const db = createDb(databaseUrl, { applicationName: 'virtfleet worker', idleInTransactionTimeoutMs: 3_000 });
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 10,
    application_name: 'virtfleet journal',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
  });
  pool.on('error', (error) => log.debug({ err: error }, 'the journal lost a connection'));
  const notifier = createNotifier(db);
  const commands = createCommandLog(db, {
    onError: (error, dropped) => log.warn({ err: error, dropped }, 'could not keep commands'),
  });
  const ended = new AbortController();
  const installation = await installationOf(db, newId);
  const watches = new Map<string, HostWatch>();
  const observers = new Map<string, Observer>();
  const samples = createSampleLog({ db, changed: notifier.changed, hostIds: () => [...watches.keys()], log });

  const takeHosts = async (hostIds: string[]) => {
    const rows = await durable(() => db.host.findMany({ where: { id: { in: hostIds } } }), ended.signal);
    for (const host of rows) {
      if (watches.has(host.id)) continue;
      const agent = input.connectHost(addressOf(host));
      const hostLog = log.child({ host: host.name });
      const watch = watchHost({ agent, db, installation, notifier, onReady: () => engine.claim(), log: hostLog });
      watches.set(host.id, watch);
      const shared = { db, samples, notifier, log: hostLog, ...(input.observeTimes && { times: input.observeTimes }) };
      observers.set(host.id, observeVms({ agent, isReady: watch.isReady, ...shared }));
    }
  };
  const giveHosts = (hostIds: string[]) =>
    Promise.allSettled(
      hostIds.map((id) => {
        const watch = watches.get(id);
        watches.delete(id);
        observers.get(id)?.stop();
        observers.delete(id);
        return watch?.stop();
      }),
    );

  const lease = await startLease({
    databaseUrl,
    name: input.name,
    version: input.version,
    log,
    ...(input.leaseTimes && { times: input.leaseTimes }),
    onTaken: (hostIds) =>
      void takeHosts(hostIds).catch(
        (error) => error instanceof Left || log.error({ err: error }, 'could not take hosts'),
      ),
    onGiven: (hostIds) => void giveHosts(hostIds),
    onLost: () => void lost(),
  });

  const engine = createEngine({
    pool,
    world: { db, keyring: input.keyring, objects: input.objects, locks: createLocks() },
    workerId: lease.workerId,
    operations: input.operations ?? operations,
    readyHosts: () =>
      new Map([...watches].filter(([, watch]) => watch.isReady()).map(([id, watch]) => [id, watch.agent])),
    commands: input.observer ? observedCommands(commands, input.observer) : commands,
    observer: input.observer,
    changed: (op, ended) => tellChanged(notifier, op, ended),
    epoch: installation.epoch,
    log,
  });

  const listener = await listen(databaseUrl, {
    onChanges: () => {},
    onWork: (hostId) => {
      if (watches.has(hostId)) engine.wake();
    },
    onWatched: (vm) => observers.get(vm.hostId)?.watch(vm),
    onGap: () => engine.wake(),
  });
  const poll = setInterval(() => engine.wake(), input.pollMs ?? 2_000);

  const lost = async () => {
    log.fatal('the lease is lost: another worker may own these hosts now');
    clearInterval(poll);
    ended.abort();
    await Promise.all([engine.stop(0), giveHosts([...watches.keys()])]);
    input.onLost?.();
  };

  const stop = async () => {
    clearInterval(poll);
    await listener.close();
    await engine.stop(input.stopLimitMs ?? 10_000);
    ended.abort();
    await giveHosts([...watches.keys()]);
    await lease.stop();
    await commands.close();
    await samples.close();
    await notifier.close();
    await Promise.all([pool.end(), db.$disconnect()]);
  };
  let stopped: Promise<void> | undefined;
  return {
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
    hosts: () => ({
      leased: watches.size,
      ready: [...watches.values()].filter((watch) => watch.isReady()).length,
    }),
    running: engine.running,
    db,
  };
}

function tellChanged(notifier: Notifier, op: ClaimedOperation, ended: boolean) {
  const project = op.projectId === null ? {} : { projectId: op.projectId };
  notifier.changed({ kind: 'operations', id: op.id, ...project });
  if (op.vmId !== null) notifier.changed({ kind: 'vms', id: op.vmId, ...project });
  // What its host has promised, and how many VMs it has.
  if (ended && (op.kind === 'vm.create' || op.kind === 'vm.delete')) notifier.changed({ kind: 'hosts', id: op.hostId });
  // Which hosts hold a copy.
  if (ended && op.kind === 'image.copy') notifier.changed({ kind: 'images' });
}

function addressOf(host: Awaited<ReturnType<Db['host']['findMany']>>[number]): HostAddress {
  const { id, name, address, sshPort, sshUser, hostKeys, pool } = host;
  return { id, name, address, port: sshPort, user: sshUser, hostKeys, pool };
}
