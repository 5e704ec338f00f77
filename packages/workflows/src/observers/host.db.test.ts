import type { ChangeKey } from '@virtfleet/contracts/views';
import { vmMetrics } from '@virtfleet/db/metrics';
import { listen, notifyWatched } from '@virtfleet/db/notify';
import { vmDetail } from '@virtfleet/db/vms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, makeFleet } from '../../test/fleet.ts';
import { guestTimes } from './guests.ts';
import { usageTimes } from './usage.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
});
afterEach(() => fleet.close());

/** As in life, but sooner: counters of a fake host tell any time. */
const usage = { ...usageTimes, everyMs: 700, firstMs: 10, watchedMs: 600 };
const guests = { ...guestTimes, afterAgentMs: 10, firstMs: 10, silentMs: { first: 50, most: 400 } };
const soon = { observeTimes: { usage, guests } };
const never = { observeTimes: { usage: { ...usage, everyMs: 3_600_000 }, guests } };

const samplesOf = (id: string, range: '1h' | 'live' = '1h') =>
  vmMetrics(fleet.db, id, range).then(({ samples }) => samples);
const guestOf = async (id: string) => (await vmDetail(fleet.db, id, new Date()))?.guest ?? null;
const told = (id: string) => eventually(() => guestOf(id), 'the guest has told nothing');

test('what a VM uses is measured from one look to the next, and nothing of other domains is kept', async () => {
  const vm = await fleet.existingVm();
  const xml = fleet.host.machine.domains.find(vm.domainName).inactiveXml ?? '';
  const foreign = xml
    .replace(vm.domainName, 'foreign')
    .replace(/<uuid>.*<\/uuid>/, '')
    .replace(/<disk[\s\S]*<\/disk>/, '');
  await fleet.host.virsh(['define', '/dev/stdin'], foreign);
  await fleet.host.virsh(['start', 'foreign']);
  await fleet.startWorker(soon);
  const samples = await eventually(async () => {
    const found = await samplesOf(vm.id);
    return found.length >= 3 && found;
  }, 'no samples');
  for (const { cpuCores, memoryUsedMib, rxBps, diskReadBps } of samples) {
    expect(cpuCores).toBeGreaterThan(0);
    expect(cpuCores).toBeLessThan(4);
    expect(memoryUsedMib).toBeGreaterThan(0);
    expect(memoryUsedMib).toBeLessThan(vm.memoryMib);
    expect(rxBps).toBeGreaterThan(0);
    expect(diskReadBps).toBeGreaterThan(0);
  }
  expect(await fleet.db.vmMetric.count({ where: { vmId: { not: vm.id } } })).toBe(0);
});

test('one that a page watches is measured by itself, and told of once it can be read', async () => {
  const [vm, other] = [await fleet.existingVm(), await fleet.existingVm()];
  await fleet.startWorker(never);
  await eventually(
    async () => (await fleet.db.host.findUniqueOrThrow({ where: { id: fleet.hostId } })).state === 'up',
    'up',
  );
  const readable: number[] = [];
  const heard: ChangeKey[] = [];
  const listener = await listen(fleet.url, {
    onChanges: (keys) => {
      if (!keys.some(({ kind }) => kind === 'metrics')) return;
      heard.push(...keys.filter(({ kind }) => kind === 'metrics'));
      void samplesOf(vm.id, 'live').then(({ length }) => readable.push(length));
    },
  });
  await notifyWatched(fleet.db, vm.id);
  await eventually(() => readable.length >= 3, 'not measured');
  await listener.close();
  expect(new Set(heard.map(({ id }) => id))).toEqual(new Set([vm.id]));
  expect(heard[0]).toEqual({ kind: 'metrics', id: vm.id, projectId: vm.projectId });
  expect(readable[0]).toBeGreaterThan(0);
  expect(await samplesOf(other.id, 'live')).toEqual([]);
  expect(await samplesOf(vm.id, '1h')).toEqual([]);
});

test('no page says that it watches a VM that is off', async () => {
  const vm = await fleet.existingVm('stopped');
  let heard = 0;
  const listener = await listen(fleet.url, { onWatched: () => heard++ });
  await notifyWatched(fleet.db, vm.id);
  const on = await fleet.existingVm();
  await notifyWatched(fleet.db, on.id);
  await eventually(() => heard > 0, 'not told');
  expect(heard).toBe(1);
  await listener.close();
});

test('a VM that was started again, or a host that was away, is a gap and no wild number', async () => {
  const vm = await fleet.existingVm();
  await fleet.startWorker(soon);
  await eventually(async () => (await samplesOf(vm.id)).length >= 1, 'no sample');
  await fleet.host.virsh(['destroy', vm.domainName]);
  await fleet.host.virsh(['start', vm.domainName]);
  const before = (await samplesOf(vm.id)).length;
  await eventually(async () => (await samplesOf(vm.id)).length > before + 1, 'no sample after the start');
  fleet.host.cut();
  await eventually(
    async () => (await fleet.db.host.findUniqueOrThrow({ where: { id: fleet.hostId } })).state === 'unreachable',
    'cut',
  );
  const [away] = [(await samplesOf(vm.id)).length];
  await new Promise((resolve) => setTimeout(resolve, 3 * usage.everyMs));
  expect((await samplesOf(vm.id)).length).toBeLessThanOrEqual(away + 1);
  fleet.host.heal();
  await eventually(async () => (await samplesOf(vm.id)).length > away + 2, 'no sample after it is back');
  for (const sample of await samplesOf(vm.id)) {
    expect(sample.cpuCores).toBeLessThan(4);
    expect(sample.diskReadBps).toBeLessThan(20e6);
  }
}, 60_000);

test('what a guest tells by its agent is on its VM soon after it has booted', async () => {
  await fleet.startWorker(never);
  const { vm, operationId } = await fleet.askForVm();
  await fleet.ended(operationId);
  const guest = await told(vm.id);
  const port = await fleet.db.port.findFirstOrThrow({ where: { vmId: vm.id } });
  expect(guest).toEqual({
    seenAt: expect.any(Date),
    os: { name: 'Debian GNU/Linux', version: '12 (bookworm)', kernel: expect.stringMatching(/^6\.1/) },
    hostname: vm.name,
    addresses: expect.arrayContaining([{ nic: 'eth0', address: port.address, family: 'ipv4' }]),
    filesystems: [{ mount: '/', type: 'ext4', totalBytes: expect.any(Number), usedBytes: expect.any(Number) }],
    cloudInit: { status: 'done', errors: [] },
  });
});

test('what it told before it was started again is not shown as of now', async () => {
  const vm = await fleet.existingVm();
  await fleet.startWorker({ observeTimes: { usage, guests: { ...guests, settledMs: 3_600_000 } } });
  const { seenAt } = await told(vm.id);
  await fleet.host.virsh(['destroy', vm.domainName]);
  await eventually(async () => (await fleet.vmOf(vm.id)).powerState === 'stopped', 'off');
  expect((await guestOf(vm.id))?.seenAt).toEqual(seenAt);
  fleet.host.faults.failOn('qemu-agent-command', { times: 2 });
  await fleet.host.virsh(['start', vm.domainName]);
  await eventually(async () => (await fleet.vmOf(vm.id)).powerState === 'running', 'on');
  expect((await told(vm.id)).seenAt.getTime()).toBeGreaterThan(seenAt.getTime());
});

test('an agent that hangs holds up neither the other reads of its host nor other guests for long', async () => {
  const [vm, other] = [await fleet.existingVm(), await fleet.existingVm()];
  const hangs = (argv: readonly string[]) => argv.includes('qemu-agent-command') && argv.includes(vm.domainName);
  // As virsh's own --timeout ends it.
  fleet.host.faults.delay(hangs, 300, { times: 1_000 });
  fleet.host.faults.failOn(hangs, {
    ...{ times: 1_000, stderr: 'error: Guest agent is not responding: Guest agent not available for now\n' },
  });
  await fleet.startWorker(soon);
  await told(other.id);
  await eventually(async () => (await samplesOf(vm.id)).length >= 2, 'not measured');
  const operation = await fleet.enqueue('vm.stop', vm.id, { vmId: vm.id, force: true });
  expect((await fleet.ended(operation)).status).toBe('done');
  expect(await guestOf(vm.id)).toBeNull();
});

test('one that never answers is asked less and less', async () => {
  await fleet.existingVm();
  const silence = fleet.host.faults.failOn('qemu-agent-command', {
    ...{ times: 1_000, stderr: 'error: Guest agent is not responding: QEMU guest agent is not connected\n' },
  });
  const slow = { ...guests, silentMs: { first: 100, most: 60_000 } };
  await fleet.startWorker({ observeTimes: { usage, guests: slow } });
  await eventually(() => silence.hits >= 3, 'not asked');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(silence.hits).toBeLessThanOrEqual(6);
});

test('cloud-init is read back until it has ended, with its errors', async () => {
  const vm = await fleet.existingVm();
  const out = (word: string, result: object | null) =>
    `${word}\n--- status\n\n--- result\n${result ? JSON.stringify(result) : ''}\n`;
  fleet.host.machine.domains.find(vm.domainName).cloudInit = out('running', null);
  const working = { ...guests, workingMs: { first: 30, most: 50 } };
  await fleet.startWorker({ observeTimes: { usage, guests: working } });
  expect((await told(vm.id)).cloudInit).toEqual({ status: 'running', errors: [] });
  const failed = 'RuntimeError: Runparts: 1 failures (runcmd) in 1 attempted commands';
  fleet.host.machine.domains.find(vm.domainName).cloudInit = out('ended', { v1: { errors: [failed] } });
  const ended = await eventually(async () => {
    const guest = await guestOf(vm.id);
    return guest?.cloudInit?.status === 'error' && guest.cloudInit;
  }, 'not read back');
  expect(ended.errors).toEqual([failed]);
});
