// The worker as a process of its own, on a real host: a VM's life as its rows tell it. VIRTFLEET_LAB: the lab as JSON;
// VIRTFLEET_LAB_KEY: the file of the key that opens its hosts; VIRTFLEET_LAB_IMAGE: the file of `tiny`.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { guestFacts } from '@virtfleet/contracts/guest';
import { newId } from '@virtfleet/contracts/ids';
import { type OperationKind, operationSteps } from '@virtfleet/contracts/operation';
import { vmMetrics } from '@virtfleet/db/metrics';
import { notifyWatched, notifyWork } from '@virtfleet/db/notify';
import { loadKeyring, sealSecret } from '@virtfleet/db/secrets';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeHost, makeImage, makeNetwork, makeOperation, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see the head of this file`);
  return value;
};

type LabHost = { name: string; address: string; hostKey: string };
const lab: { subnet: string; gateway: string; hostNetwork: string; pool: string; hosts: LabHost[] } = JSON.parse(
  given('VIRTFLEET_LAB'),
);
const keyFile = given('VIRTFLEET_LAB_KEY');
const dir = mkdtempSync(join(tmpdir(), 'virtfleet-life-'));

let database: TestDatabase;
let worker: ChildProcess;
let hostRow: Awaited<ReturnType<typeof makeHost>>;
let image: Awaited<ReturnType<typeof makeImage>>;
let network: Awaited<ReturnType<typeof makeNetwork>>;
let stampedBefore: boolean;

const [labHost] = lab.hosts;
if (!labHost) throw new Error('The lab has no hosts');

const sshTo = (user: string, address: string, ...command: string[]) => {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'BatchMode=yes',
    'ConnectTimeout=3',
  ];
  return ['-i', keyFile, ...options.flatMap((option) => ['-o', option]), `${user}@${address}`, ...command];
};
const onHost = (...command: string[]) =>
  execFileSync('ssh', sshTo('virtfleet', labHost.address, ...command), { encoding: 'utf8' }).trim();
const virsh = (...words: string[]) => onHost('virsh', '-q', '-c', 'qemu:///system', ...words);
const stampFile = '.virtfleet/installation.json';

async function eventually<T>(ask: () => Promise<T | null | false>, what: string, withinMs: number): Promise<T> {
  for (const until = performance.now() + withinMs; performance.now() < until; await sleep(25)) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
  }
  throw new Error(`Waited ${withinMs} ms: ${what}`);
}

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  // A host that is stamped stays whose it is: we are that installation for a while.
  const stamp = onHost(`cat ${stampFile} 2>/dev/null || true`);
  stampedBefore = stamp !== '';
  await db.installation.create({ data: stampedBefore ? JSON.parse(stamp) : { id: newId(), epoch: 1 } });

  // With a tail of our own: the copy on the host is nobody else's.
  const bytes = Buffer.concat([readFileSync(given('VIRTFLEET_LAB_IMAGE')), randomBytes(16)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  mkdirSync(join(dir, 'objects'));
  writeFileSync(join(dir, 'objects', sha256), bytes);
  writeFileSync(join(dir, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 });

  hostRow = await makeHost(db, {
    name: labHost.name,
    address: labHost.address,
    hostKeys: [labHost.hostKey],
    pool: lab.pool,
    state: 'unknown',
    poolPath: null,
    virtTypes: [],
    hostNetworks: [],
  });
  // QEMU keeps the disk's size in the header, at offset 24 (docs/interop/qcow2.txt).
  image = await makeImage(db, { sha256, sizeBytes: BigInt(bytes.length), virtualSizeBytes: bytes.readBigUInt64BE(24) });
  network = await makeNetwork(db, {
    libvirtName: lab.hostNetwork,
    subnet: { cidr: lab.subnet, gateway: lab.gateway, nameservers: [] },
  });
  worker = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      VIRTFLEET_KEY_FILE: join(dir, 'key'),
      VIRTFLEET_SSH_KEY_FILE: keyFile,
      VIRTFLEET_OBJECTS: join(dir, 'objects'),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
});

afterAll(async () => {
  if (worker.exitCode === null) {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }
  for (const { volumeName } of await database.db.imageCopy.findMany())
    virsh('vol-delete', '--pool', lab.pool, volumeName);
  if (!stampedBefore) onHost('rm', '-f', stampFile);
  await database.drop();
  rmSync(dir, { recursive: true });
});

const ended = (operationId: string, withinMs = 150_000) =>
  eventually(
    async () => {
      const operation = await database.db.operation.findUniqueOrThrow({
        where: { id: operationId },
        include: { steps: { orderBy: { seq: 'asc' } } },
      });
      return operation.endedAt && operation;
    },
    `operation ${operationId}`,
    withinMs,
  );
const vmOf = (id: string) => database.db.vm.findUniqueOrThrow({ where: { id } });

async function ask(kind: OperationKind, vmId: string, input?: object) {
  const id = await database.db.$transaction(async (tx) => {
    const operation = await makeOperation(tx, { kind, vmId, ...(input && { input }) });
    await notifyWork(tx, hostRow.id);
    return operation.id;
  });
  const operation = await ended(id);
  expect(operation).toMatchObject({ status: 'done', error: null });
  return operation;
}

test('a VM is made, reached, stopped by hand, started, stopped, and leaves nothing', async () => {
  const { db } = database;
  const up = await eventually(
    async () => {
      const row = await db.host.findUniqueOrThrow({ where: { id: hostRow.id } });
      return row.state === 'up' && row;
    },
    'host up',
    20_000,
  );
  expect(up.poolPath).toBeTruthy();
  expect(up.hostNetworks).toContain(lab.hostNetwork);

  const address = lab.subnet.replace(/\d+\/\d+$/, String(randomInt(100, 150)));
  const vm = await makeVm(db, {
    hostId: hostRow.id,
    imageId: image.id,
    networkId: network.id,
    address,
    name: 'life-01',
    loginUser: 'tester',
    diskGib: 1,
    taskState: 'creating',
    powerState: 'unknown',
    powerSince: null,
  });
  await db.volume.updateMany({ where: { vmId: vm.id }, data: { path: null } });
  await db.vmKeypair.create({
    data: { vmId: vm.id, position: 0, name: 'lab', publicKey: readFileSync(`${keyFile}.pub`, 'utf8').trim() },
  });
  const typed = '#cloud-config\nruncmd:\n  - echo it-was-here > /tmp/said\n';
  const userDataId = await sealSecret(db, loadKeyring({ VIRTFLEET_KEY_FILE: join(dir, 'key') }), typed);
  await db.vm.update({ where: { id: vm.id }, data: { userDataId } });

  const created = await ask('vm.create', vm.id);
  expect(created.steps.map((step) => step.name)).toEqual(operationSteps['vm.create']);
  const running = await vmOf(vm.id);
  expect(running).toMatchObject({ powerState: 'running', taskState: null, failure: null });
  expect(running.guestAbi).toMatchObject({ machine: expect.stringMatching(/^pc-q35-/) });
  expect(virsh('domstate', vm.domainName)).toBe('running');

  const login = (command: string) =>
    promisify(execFile)('ssh', sshTo('tester', address, command)).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  expect(await eventually(() => login('hostname'), `ssh to ${address}`, 150_000)).toBe('life-01');
  expect(await eventually(() => login('cat /tmp/said'), 'user-data ran', 30_000)).toBe('it-was-here');

  const guest = await eventually(
    async () => {
      const told = guestFacts.safeParse((await vmOf(vm.id)).guest).data;
      return told?.cloudInit?.status === 'done' && told;
    },
    'what the guest tells',
    60_000,
  );
  expect(guest).toMatchObject({ hostname: 'life-01', os: { kernel: expect.stringMatching(/^6\./) } });
  expect(guest.addresses).toContainEqual({ nic: 'eth0', address, family: 'ipv4' });
  await notifyWatched(db, vm.id);
  const [sample] = await eventually(
    async () => {
      const { samples } = await vmMetrics(db, vm.id, 'live');
      return samples.length > 0 && samples;
    },
    'what it uses',
    15_000,
  );
  expect(sample?.cpuCores).toBeGreaterThan(0);
  expect(sample?.memoryUsedMib).toBeGreaterThan(5);
  expect(sample?.memoryUsedMib).toBeLessThan(vm.memoryMib);

  const commands = await db.command.findMany({ where: { operationId: created.id } });
  expect(commands.some((command) => command.argv.includes('define') && command.stdinText?.includes('<domain'))).toBe(
    true,
  );
  expect(JSON.stringify(commands, (_, value) => (typeof value === 'bigint' ? Number(value) : value))).not.toContain(
    'it-was-here',
  );

  virsh('destroy', vm.domainName);
  const from = performance.now();
  await eventually(async () => (await vmOf(vm.id)).powerState === 'stopped', 'the event', 5_000);
  expect(performance.now() - from).toBeLessThan(1_000);

  await ask('vm.start', vm.id);
  expect(await vmOf(vm.id)).toMatchObject({ powerState: 'running' });
  expect(await eventually(() => login('hostname'), `ssh to ${address} again`, 150_000)).toBe('life-01');
  const stopped = await ask('vm.stop', vm.id);
  expect(stopped.steps.map((step) => step.name)).toEqual(['shut down guest', 'mark stopped']);
  expect(await vmOf(vm.id)).toMatchObject({ powerState: 'stopped', powerReason: 'shutdown' });

  await ask('vm.delete', vm.id);
  expect((await vmOf(vm.id)).deletedAt).not.toBeNull();
  expect(virsh('list', '--all', '--name')).not.toContain(vm.id);
  const volumes = await db.volume.count({ where: { vmId: vm.id } });
  expect(volumes).toBe(0);
  expect(virsh('vol-list', '--pool', lab.pool)).not.toContain(vm.id);
  expect(onHost('ls', '-l', '.virtfleet')).not.toContain(vm.id);
}, 400_000);

test('SIGTERM ends the worker in good order', async () => {
  worker.kill('SIGTERM');
  const [code] = await once(worker, 'exit');
  expect(code).toBe(0);
  expect(await database.db.worker.count()).toBe(0);
});
