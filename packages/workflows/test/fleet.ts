import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFakeHost } from '@virtfleet/agent/fake-host';
import { createFakeHost } from '@virtfleet/agent/shell/fake/host';
import type { HostActions, HostAddress, HostAgent } from '@virtfleet/agent/types';
import { newId } from '@virtfleet/contracts/ids';
import type { OperationKind } from '@virtfleet/contracts/operation';
import type { PowerState } from '@virtfleet/contracts/views';
import { installationOf } from '@virtfleet/db/observations';
import { makeKeyring, sealSecret } from '@virtfleet/db/secrets';
import { loadVmSpec } from '@virtfleet/db/vm-spec';
import type { ObjectStore } from '@virtfleet/objects/store';
import { createLog } from '@virtfleet/telemetry/log';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { startWorker, type Worker, type WorkerInput } from '../src/worker.ts';

process.env.VIRTFLEET_LOG_LEVEL ??= 'silent';
const log = createLog('test');

const keyring = makeKeyring([randomBytes(32)]);
export const userData = '#cloud-config\npassword: a-secret-of-the-tenant\n';

type Moment = 'before' | 'after';
/** Called in a worker around each of its actions on the host, such as "define": throw to fail it, wait to freeze the worker there. */
export type Meddle = (action: string, moment: Moment) => void | Promise<void>;

/** One fake host, a database, and as many workers as a test starts. */
export type Fleet = Awaited<ReturnType<typeof makeFleet>>;

export async function makeFleet() {
  const database: TestDatabase = await testDatabase();
  const { db } = database;
  const host = createFakeHost({
    name: `h-${randomBytes(4).toString('hex')}`,
    networks: ['virtfleet'],
    guest: { bootMs: 1, shutdownMs: 5 },
  });
  const row = await makeHost(db, { name: host.name, state: 'unknown', hostKeys: [host.hostKey] });
  const bytes = smallImage();
  const image = await makeImage(db, {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: BigInt(bytes.length),
    virtualSizeBytes: BigInt(bytes.readBigUInt64BE(24)),
  });
  const address: HostAddress = {
    ...{ id: row.id, name: row.name, address: row.address, port: 22, user: 'virtfleet', pool: 'virtfleet' },
    hostKeys: [host.hostKey],
  };
  const objects: ObjectStore = { size: async () => bytes.length, open: () => Readable.from([bytes]) };
  const workers = new Set<Worker>();

  const fleet = {
    db,
    url: database.url,
    hostId: row.id,
    imageId: image.id,
    keyring,
    host,
    objects,
    meddle: (() => {}) as Meddle,
    /** Every action that a worker asked for, in order. */
    calls: [] as { action: string; args: unknown[] }[],
    actions: () => fleet.calls.map(({ action }) => action),
    async startWorker(options: Partial<WorkerInput> = {}) {
      const worker = await startWorker({
        databaseUrl: database.url,
        name: 'test',
        version: '0',
        keyring,
        objects: { size: (key) => fleet.objects.size(key), open: (key) => fleet.objects.open(key) },
        connectHost: () => meddled(openFakeHost({ host: address, fakeHost: host, log }), fleet),
        log,
        pollMs: 200,
        leaseTimes: { ttlMs: 8_000, beatMs: 100 },
        stopLimitMs: 500,
        ...options,
      });
      workers.add(worker);
      return worker;
    },
    /** Worker rows expire by the database's clock, as if the processes had been frozen for long. */
    buryWorkers: () => db.$executeRaw`UPDATE worker SET expires_at = now() - interval '1 s'`,
    /** As a service would: the rows of a VM to be made, promised and queued. */
    async askForVm() {
      const vm = await makeVm(db, {
        hostId: row.id,
        imageId: image.id,
        taskState: 'creating',
        powerState: 'unknown',
        powerSince: null,
        observedAt: null,
      });
      const userDataId = await sealSecret(db, keyring, userData);
      await db.vm.update({ where: { id: vm.id }, data: { userDataId } });
      return { vm, operationId: await fleet.enqueue('vm.create', vm.id) };
    },
    /** A VM in rows and on the host. */
    async existingVm(state: 'running' | 'stopped' = 'running') {
      const power = { powerState: state, powerReason: state === 'running' ? 'booted' : 'shutdown' };
      const vm = await makeVm(db, { hostId: row.id, imageId: image.id, ...power });
      await installationOf(db, newId);
      const spec = await loadVmSpec(db, vm.id);
      const agent = openFakeHost({ host: address, fakeHost: host, log });
      const actions = agent.recorded(() => {});
      for (const volume of spec.volumes) await actions.ensureVolume(volume);
      await actions.ensureSeed(spec);
      await actions.define(spec);
      if (state === 'running') await actions.start(spec.domainName);
      await agent.close();
      return vm;
    },
    enqueue(kind: OperationKind, vmId: string, input?: object): Promise<string> {
      return db.$transaction(async (tx) => {
        const operation = await makeOperation(tx, { kind, vmId, id: newId(), ...(input && { input }) });
        await tx.$executeRaw`SELECT pg_notify('virtfleet_work', ${row.id})`;
        return operation.id;
      });
    },
    async copyImage(): Promise<string> {
      const id = newId();
      const input = { imageId: image.id, hostId: row.id };
      const subject = `image:${image.id}@${row.id}`;
      await db.operation.create({ data: { id, kind: 'image.copy', input, hostId: row.id, subject } });
      return id;
    },
    ended: (operationId: string) =>
      eventually(async () => {
        const operation = await db.operation.findUniqueOrThrow({ where: { id: operationId } });
        return operation.endedAt ? operation : null;
      }, `operation ${operationId} has not ended`),
    statusIs: (operationId: string, status: string) =>
      eventually(async () => {
        const operation = await db.operation.findUniqueOrThrow({ where: { id: operationId } });
        return operation.status === status && operation;
      }, `operation ${operationId} is not ${status}`),
    stepsOf: (operationId: string) => db.step.findMany({ where: { operationId }, orderBy: { seq: 'asc' } }),
    vmOf: (id: string) =>
      db.vm.findUniqueOrThrow({ where: { id }, include: { ports: true, volumes: true, files: true } }),
    /** What VMs were promised on the host. */
    reserved: () => db.hostReservation.findUniqueOrThrow({ where: { hostId: row.id } }),
    /** What the host itself says of a domain. */
    domainState(name: string): PowerState {
      const found = host.machine.domains.all().find((domain) => domain.name === name);
      return found ? (found.state === 'shut off' ? 'stopped' : found.state) : 'absent';
    },
    /** The titles of a domain that runs, of its definition and of what runs. */
    titles(name: string): (string | null)[] {
      const { inactiveXml, live } = host.machine.domains.find(name);
      return [inactiveXml, live?.xml].map((xml) => /<title>(.*)<\/title>/.exec(xml ?? '')?.[1] ?? null);
    },
    volumes: () => [...host.machine.pool.volumes.keys()],
    /** Those of VMs: not the copies of images. */
    disks: () => fleet.volumes().filter((name) => !name.startsWith('img-')),
    async close() {
      fleet.meddle = () => {};
      for (const worker of workers) await worker.stop();
      await database.drop();
    },
  };
  return fleet;
}

/** As much of a qcow2 as anyone looks at: its magic, version, and the disk's size at offset 24 (QEMU, docs/interop/qcow2.txt). */
function smallImage(): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(60_000), randomBytes(5_536)]);
  bytes.writeUInt32BE(0x514649fb, 0);
  bytes.writeUInt32BE(3, 4);
  bytes.writeBigUInt64BE(BigInt(2 ** 26), 24);
  return bytes;
}

/** The agent with the test's hand in between: at the worker's side of the connection, where a worker can freeze. */
function meddled(agent: HostAgent, fleet: { meddle: Meddle; calls: { action: string; args: unknown[] }[] }): HostAgent {
  return {
    ...agent,
    recorded(recorder, guard) {
      // Looks in between, without a guard, are the watch's own.
      const actions = agent.recorded(recorder, guard);
      return guard
        ? new Proxy(actions, { get: (_, action: keyof HostActions) => around(actions, action, fleet) })
        : actions;
    },
  };
}

function around(
  actions: HostActions,
  action: keyof HostActions,
  fleet: { meddle: Meddle; calls: { action: string; args: unknown[] }[] },
) {
  return async (...args: unknown[]) => {
    fleet.calls.push({ action, args });
    await fleet.meddle(action, 'before');
    const answer: unknown = await Reflect.apply(actions[action], actions, args);
    await fleet.meddle(action, 'after');
    return answer;
  };
}

/** Holds the first worker that comes to a point; `reached` resolves when it is there, `release` lets it go on. */
export function holdAt(fleet: Fleet, action: string, moment: Moment) {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let first = true;
  fleet.meddle = async (asked, at) => {
    if (asked !== action || at !== moment || !first) return;
    first = false;
    reached.resolve();
    await gate.promise;
  };
  return { reached: reached.promise, release: gate.resolve };
}

/** The first answer that isn't null or false. */
export async function eventually<T>(
  ask: () => Promise<T | null | false> | T | null | false,
  what: string,
  withinMs = 20_000,
): Promise<T> {
  for (const until = performance.now() + withinMs; performance.now() < until; ) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    await sleep(10);
  }
  throw new Error(`Waited ${withinMs} ms: ${what}`);
}
