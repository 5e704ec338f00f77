import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@virtfleet/contracts/ids';
import type { OperationKind } from '@virtfleet/contracts/operation';
import { notifyWork } from '@virtfleet/db/notify';
import { testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeNetwork, makeOperation, makeVm } from '@virtfleet/testing/factories';

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the lab tier of the tests needs it`);
  return value;
};

type LabHost = { name: string; address: string; hostKey: string };
type LabStatus = { subnet: string; gateway: string; hostNetwork: string; pool: string; hosts: LabHost[] };

/**
 * The first host of the lab, in a database of its own, with as many worker processes as a test starts. VIRTFLEET_LAB: the lab
 * as JSON; VIRTFLEET_LAB_KEY: the file of the key that opens its hosts; VIRTFLEET_LAB_IMAGE: the file of `tiny`.
 */
export async function labFixture() {
  const lab: LabStatus = JSON.parse(given('VIRTFLEET_LAB'));
  const keyFile = given('VIRTFLEET_LAB_KEY');
  const [labHost] = lab.hosts;
  if (!labHost) throw new Error('The lab has no hosts');
  const dir = mkdtempSync(join(tmpdir(), 'virtfleet-workers-'));
  const onHost = (...command: string[]) =>
    execFileSync('ssh', [...sshOptions(keyFile), `virtfleet@${labHost.address}`, ...command], {
      encoding: 'utf8',
    }).trim();
  const virsh = (...words: string[]) => onHost('virsh', '-q', '-c', 'qemu:///system', ...words);

  // A host that is stamped stays whose it is: we are that installation for a while.
  const database = await testDatabase();
  const { db } = database;
  const stampFile = '.virtfleet/installation.json';
  const stamp = onHost(`cat ${stampFile} 2>/dev/null || true`);
  await db.installation.create({ data: stamp === '' ? { id: newId(), epoch: 1 } : JSON.parse(stamp) });

  // With a tail of our own: the copy on the host is nobody else's.
  const bytes = Buffer.concat([readFileSync(given('VIRTFLEET_LAB_IMAGE')), randomBytes(16)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  mkdirSync(join(dir, 'objects'));
  writeFileSync(join(dir, 'objects', sha256), bytes);
  writeFileSync(join(dir, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 });

  const host = await makeHost(db, {
    name: labHost.name,
    address: labHost.address,
    hostKeys: [labHost.hostKey],
    pool: lab.pool,
    state: 'unknown',
    hostNetworks: [],
  });
  // QEMU keeps the disk's size in the header, at offset 24 (docs/interop/qcow2.txt).
  const virtualSizeBytes = bytes.readBigUInt64BE(24);
  const image = await makeImage(db, { sha256, sizeBytes: BigInt(bytes.length), virtualSizeBytes });
  const network = await makeNetwork(db, {
    libvirtName: lab.hostNetwork,
    subnet: { cidr: lab.subnet, gateway: lab.gateway, nameservers: [] },
  });
  const workers = new Set<ChildProcess>();
  const vmIds: string[] = [];

  return {
    db,
    hostId: host.id,
    virsh,
    startWorker(): ChildProcess {
      const worker = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
        env: {
          ...process.env,
          DATABASE_URL: database.url,
          VIRTFLEET_KEY_FILE: join(dir, 'key'),
          VIRTFLEET_SSH_KEY_FILE: keyFile,
          VIRTFLEET_OBJECTS: join(dir, 'objects'),
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      workers.add(worker);
      return worker;
    },
    hostIsUp: (withinMs = 30_000) =>
      eventually(
        async () => (await db.host.findUniqueOrThrow({ where: { id: host.id } })).state === 'up',
        'host up',
        withinMs,
      ),
    /** As a service would: the rows of a VM to be made, promised and queued. */
    async askForVm() {
      const address = lab.subnet.replace(/\d+\/\d+$/, String(randomInt(150, 200)));
      const vm = await makeVm(db, {
        hostId: host.id,
        imageId: image.id,
        networkId: network.id,
        address,
        diskGib: 1,
        taskState: 'creating',
        powerState: 'unknown',
        powerSince: null,
      });
      vmIds.push(vm.id);
      return { vm, operationId: await this.enqueue('vm.create', vm.id) };
    },
    enqueue: (kind: OperationKind, vmId: string) =>
      db.$transaction(async (tx) => {
        const { id } = await makeOperation(tx, { kind, vmId });
        await notifyWork(tx, host.id);
        return id;
      }),
    ended: (operationId: string, withinMs = 120_000) =>
      eventually(
        async () => {
          const operation = await db.operation.findUniqueOrThrow({ where: { id: operationId } });
          return operation.endedAt && operation;
        },
        `operation ${operationId}`,
        withinMs,
      ),
    /** Forgets the image's copy, so that the next create uploads it again. */
    async forgetImage() {
      for (const { volumeName } of await db.imageCopy.findMany()) virsh('vol-delete', '--pool', lab.pool, volumeName);
      await db.imageCopy.deleteMany();
    },
    volumes: () => virsh('vol-list', '--pool', lab.pool),
    /** Names of the image's copies there, recorded or not. */
    copies: () =>
      virsh('vol-list', '--pool', lab.pool).match(new RegExp(`img-${sha256}-\\S+?\\.qcow2(?=\\s)`, 'g')) ?? [],
    async close() {
      for (const worker of workers) {
        if (worker.exitCode !== null || worker.signalCode !== null) continue;
        worker.kill('SIGKILL');
        await once(worker, 'exit');
      }
      // Whatever a test left half way: none of it is anybody else's.
      for (const id of vmIds) {
        onHost(
          `virsh -q -c qemu:///system destroy vf-${id} 2>/dev/null; virsh -q -c qemu:///system undefine vf-${id} 2>/dev/null; true`,
        );
        for (const name of [`vol-${id}.qcow2`, `seed-${id}.iso`])
          onHost(`virsh -q -c qemu:///system vol-delete --pool ${lab.pool} ${name} 2>/dev/null; true`);
      }
      for (const name of new Set(this.copies())) virsh('vol-delete', '--pool', lab.pool, name);
      if (stamp === '') onHost('rm', '-f', stampFile);
      await database.drop();
      rmSync(dir, { recursive: true });
    },
  };
}

export type LabFixture = Awaited<ReturnType<typeof labFixture>>;

const sshOptions = (keyFile: string) => [
  ...['-i', keyFile],
  ...[
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'BatchMode=yes',
    'ConnectTimeout=5',
  ].flatMap((option) => ['-o', option]),
];

export async function eventually<T>(ask: () => Promise<T | null | false>, what: string, withinMs: number): Promise<T> {
  for (const until = performance.now() + withinMs; performance.now() < until; await sleep(25)) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
  }
  throw new Error(`Waited ${withinMs} ms: ${what}`);
}
