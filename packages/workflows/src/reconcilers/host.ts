import type { ConnectionState, HostAgent } from '@virtfleet/agent/types';
import { VirtfleetError } from '@virtfleet/contracts/errors';
import type { HostState } from '@virtfleet/contracts/views';
import type { Db } from '@virtfleet/db/client';
import { isNews } from '@virtfleet/db/findings';
import type { Notifier } from '@virtfleet/db/notify';
import {
  type ChangedVm,
  nextObservation,
  observeDomains,
  observeHost,
  observeHostState,
  observeVm,
} from '@virtfleet/db/observations';
import { releaseWrittenOff } from '@virtfleet/db/reservations';
import type { Log } from '@virtfleet/telemetry/log';
import { durable, pause } from '../engine/durable.ts';
import { explain, Left } from '../engine/errors.ts';
import { once } from '../engine/once.ts';
import { flag } from './findings.ts';

export type HostWatch = {
  readonly agent: HostAgent;
  /** Connected, and stamped as ours: operations may use it. */
  isReady(): boolean;
  stop(): Promise<void>;
};

export type WatchInput = {
  agent: HostAgent;
  db: Db;
  installation: { id: string; epoch: number };
  notifier: Notifier;
  /** It can be worked on from now on. */
  onReady: () => void;
  log: Log;
  /** A look at everything behind the events' back. Default every 60 s. */
  resyncMs?: number;
};

/** Domains made by hand come one after the other: they are looked at together, and one that comes and goes no more often than this. */
const settleMs = 1_000;
/** A start is three events in a moment (defined, resumed, started): one look does for all of them. */
const eventSettleMs = 50;

/**
 * Keeps the observed columns of one host and of its VMs true: everything when it connects, after the event stream was cut, and every
 * minute; one domain at each of its events. Changes nothing on the host but its stamp.
 */
export function watchHost(input: WatchInput): HostWatch {
  const { agent, db, notifier, log } = input;
  const hostId = agent.host.id;
  const ended = new AbortController();
  /** Counts what the connection told, so that what was begun under an earlier word stops. */
  let connection = 0;
  let connected = false;
  let ready = false;
  /** Events begin to be told again while the host arrives: what happened before is in no sweep and in no event. */
  let owed = false;
  const query = <T>(body: (db: Db) => Promise<T>) => durable(() => body(db), ended.signal);
  const tell = (vms: readonly ChangedVm[]) => {
    for (const { id, projectId } of vms) notifier.changed({ kind: 'vms', id, projectId });
  };

  /** One after the other, and none that was overtaken: what was told first must not be written last. */
  let lastWrite: Promise<unknown> = Promise.resolve();
  const setState = (mine: number, state: HostState, reason: string | null): Promise<void> => {
    const write = lastWrite.then(() => (mine === connection ? putState(state, reason) : undefined));
    lastWrite = write.catch(() => {});
    return write;
  };

  const putState = async (state: HostState, reason: string | null) => {
    if (!(await query((to) => observeHostState(to, hostId, state, reason)))) return;
    log.info({ state, reason }, 'host state');
    notifier.changed({ kind: 'hosts', id: hostId });
    // Its VMs look different now, in every project that has one there.
    const projects = await query((to) =>
      to.vm.findMany({ where: { hostId, deletedAt: null }, distinct: ['projectId'], select: { projectId: true } }),
    );
    for (const { projectId } of projects) notifier.changed({ kind: 'vms', projectId });
  };

  const sweep = async () => {
    const seq = await query(nextObservation);
    const [facts, domains] = [await agent.facts(), await agent.domains()];
    if (await query((to) => observeHost(to, hostId, seq, facts))) notifier.changed({ kind: 'hosts', id: hostId });
    tell(await query((to) => observeDomains(to, hostId, seq, facts.bootId, domains)));
    const uuids = domains.map(({ uuid }) => uuid);
    await query((to) => releaseWrittenOff(to, hostId, uuids));
    return { seq, domains };
  };

  /** False: rows and host agreed about everything when they were last compared. */
  let told = true;
  /** What rows and host don't agree about. That it can't be told now stops nothing else. */
  const findings = async (seen: Awaited<ReturnType<typeof sweep>>) => {
    try {
      const put = await flag({ agent, query, installationId: input.installation.id, ...seen });
      told = put?.any ?? true;
      if (put?.changed) notifier.changed({ kind: 'hosts', id: hostId });
    } catch (error) {
      if (error instanceof Left) throw error;
      log.warn({ err: error }, 'could not compare the host with its rows');
    }
  };

  /** First our stamp, so that no other installation's host is touched; then what it has; only then work. */
  const arrive = async (mine: number) => {
    await agent.stamp(input.installation);
    owed = false;
    const seen = await sweep();
    if (mine !== connection) return;
    await setState(mine, 'up', null);
    if (mine !== connection) return;
    ready = true;
    // What could not be undone while it was away goes on now.
    await query((to) =>
      to.operation.updateMany({ where: { hostId, status: 'stuck' }, data: { runAfter: new Date(0) } }),
    );
    input.onReady();
    if (owed) resync();
    else await findings(seen);
  };

  const onConnection = async (told: ConnectionState) => {
    const mine = ++connection;
    connected = told.state === 'up';
    ready = false;
    if (told.state === 'down')
      return setState(mine, told.code === 'host_key_changed' ? 'quarantined' : 'unreachable', told.reason);
    for (let waitMs = 1_000; mine === connection; waitMs = Math.min(waitMs * 2, 30_000)) {
      try {
        return await arrive(mine);
      } catch (error) {
        if (error instanceof Left || mine !== connection) return;
        log.warn({ err: error }, 'host answers, but not as it should');
        const quarantined = error instanceof VirtfleetError && error.code === 'host_quarantined';
        await setState(mine, quarantined ? 'quarantined' : 'unreachable', explain(error).message);
        await pause(waitMs, ended.signal);
      }
    }
  };

  const look = async (domainName: string) => {
    const seq = await query(nextObservation);
    const domain = await agent.recorded(() => {}).domain(domainName);
    const seen = { seq, state: domain?.state ?? ('absent' as const), reason: domain?.reason ?? null };
    const changed = await query((to) => observeVm(to, { hostId, domainName }, seen));
    if (changed) tell([changed]);
    // A VM that is there, with nothing else amiss: as nearly always.
    if (changed && domain && !told) return;
    if (await query((to) => isNews(to, hostId, domainName, domain !== null))) resyncSoon();
  };

  const quietly = (what: string, body: () => Promise<void>) => () =>
    body().catch((error) => {
      if (!(error instanceof Left)) log.warn({ err: error }, what);
    });
  const resync = once(quietly('could not look at the host', async () => (ready ? findings(await sweep()) : undefined)));
  let soon: NodeJS.Timeout | null = null;
  const resyncSoon = () => {
    soon ??= setTimeout(() => {
      soon = null;
      resync();
    }, settleMs);
  };
  const looks = new Map<string, () => void>();
  const lookAt = (domainName: string) => {
    const found = looks.get(domainName);
    if (found) return found();
    const run = once(
      quietly(`could not look at ${domainName}`, () => look(domainName)),
      () => looks.delete(domainName),
    );
    looks.set(domainName, run);
    run();
  };
  const due = new Map<string, NodeJS.Timeout>();
  const lookSoon = (domainName: string) => {
    if (due.has(domainName)) return;
    const look = () => {
      due.delete(domainName);
      lookAt(domainName);
    };
    due.set(domainName, setTimeout(look, eventSettleMs));
  };

  const unsubscribe = [
    agent.onConnection((told) => void quietly('could not note how the host answers', () => onConnection(told))()),
    agent.onEvent((event) => {
      if (event.kind === 'resumed') {
        owed = !ready;
        resync();
      } else if (event.kind === 'lifecycle') lookSoon(event.domainName);
    }),
  ];
  const timer = setInterval(resync, input.resyncMs ?? 60_000);

  return {
    agent,
    isReady: () => ready && connected,
    async stop() {
      ended.abort();
      connection++;
      ready = false;
      clearInterval(timer);
      if (soon) clearTimeout(soon);
      for (const timer of due.values()) clearTimeout(timer);
      for (const each of unsubscribe) each();
      await agent.close();
    },
  };
}
