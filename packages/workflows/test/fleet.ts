import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@virtfleet/contracts/ids';
import type { OperationKind } from '@virtfleet/contracts/operation';
import type { Db } from '@virtfleet/db/client';
import { notifyWork } from '@virtfleet/db/notify';
import { makeKeyring, sealSecret } from '@virtfleet/db/secrets';
import type { ObjectStore } from '@virtfleet/objects/store';
import { createLog } from '@virtfleet/telemetry/log';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { startWorker, type WorkerInput } from '../src/worker.ts';
import { type MemoryHost, memoryHost } from './memory-host.ts';

export const keyring = makeKeyring([randomBytes(32)]);
export const userData = '#cloud-config\npassword: a-secret-of-the-tenant\n';

/** One host in memory, a database, and as many workers as a test starts. */
export type Fleet = Awaited<ReturnType<typeof makeFleet>>;

export async function makeFleet() {
  const database: TestDatabase = await testDatabase();
  const { db } = database;
  const row = await makeHost(db, { state: 'unknown' });
  const image = await makeImage(db);
  const address = {
    id: row.id,
    name: row.name,
    address: row.address,
    port: 22,
    user: 'virtfleet',
    hostKeys: [],
    pool: 'virtfleet',
  };
  const host: MemoryHost = memoryHost(address);
  const objects: ObjectStore = { size: async () => Number(image.sizeBytes), open: () => Readable.from([]) };
  const workers = new Set<{ stop(): Promise<void> }>();

  return {
    db,
    url: database.url,
    hostId: row.id,
    imageId: image.id,
    host,
    async startWorker(options: Partial<WorkerInput> = {}) {
      const worker = await startWorker({
        databaseUrl: database.url,
        name: 'test',
        version: '0',
        keyring,
        objects,
        connectHost: () => host.connect(),
        log: createLog('test'),
        pollMs: 200,
        leaseTimes: { ttlMs: 8_000, beatMs: 100 },
        stopLimitMs: 500,
        ...options,
      });
      workers.add(worker);
      return worker;
    },
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
      return { vm, operationId: await enqueue(db, row.id, 'vm.create', vm.id) };
    },
    /** A VM that runs, in rows and on the host. */
    async runningVm() {
      const vm = await makeVm(db, { hostId: row.id, imageId: image.id });
      host.domains.set(vm.domainName, { uuid: vm.domainUuid, state: 'running', reason: 'booted' });
      return vm;
    },
    enqueue: (kind: OperationKind, vmId: string, input?: object) => enqueue(db, row.id, kind, vmId, input),
    ended: (operationId: string) => ended(db, operationId),
    stepsOf: (operationId: string) => db.step.findMany({ where: { operationId }, orderBy: { seq: 'asc' } }),
    /** What VMs were promised on the host. */
    reserved: () => db.hostReservation.findUniqueOrThrow({ where: { hostId: row.id } }),
    async close() {
      host.meddle = () => {};
      for (const worker of workers) await worker.stop();
      await database.drop();
    },
  };
}

async function enqueue(db: Db, hostId: string, kind: OperationKind, vmId: string, input?: object): Promise<string> {
  return db.$transaction(async (tx) => {
    const operation = await makeOperation(tx, { kind, vmId, id: newId(), ...(input && { input }) });
    await notifyWork(tx, hostId);
    return operation.id;
  });
}

const ended = (db: Db, operationId: string) =>
  eventually(async () => {
    const operation = await db.operation.findUniqueOrThrow({ where: { id: operationId } });
    return operation.endedAt ? operation : null;
  }, `operation ${operationId} has not ended`);

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
