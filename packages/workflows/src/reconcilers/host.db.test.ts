import { openFakeHost } from '@virtfleet/agent/fake-host';
import type { HostAgent, HostEvent } from '@virtfleet/agent/types';
import type { ChangeKey } from '@virtfleet/contracts/views';
import { listHosts } from '@virtfleet/db/hosts';
import { listen } from '@virtfleet/db/notify';
import { createLog } from '@virtfleet/telemetry/log';
import { makeVm } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, holdAt, makeFleet } from '../../test/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
});
afterEach(() => fleet.close());

const hostRow = () => fleet.db.host.findUniqueOrThrow({ where: { id: fleet.hostId } });
const hostIs = (state: string) =>
  eventually(async () => {
    const row = await hostRow();
    return row.state === state && row;
  }, `host is not ${state}`);
const vmIs = (id: string, powerState: string) =>
  eventually(async () => {
    const row = await fleet.db.vm.findUniqueOrThrow({ where: { id } });
    return row.powerState === powerState && row;
  }, `vm is not ${powerState}`);

test('a host that connects tells what it is and what runs there, and is stamped as ours', async () => {
  const running = await fleet.existingVm();
  await fleet.db.vm.update({ where: { id: running.id }, data: { powerState: 'unknown' } });
  const lost = await makeVm(fleet.db, { hostId: fleet.hostId });
  const coming = await makeVm(fleet.db, { hostId: fleet.hostId, taskState: 'creating', powerState: 'unknown' });
  await fleet.startWorker();

  const row = await hostIs('up');
  const { pool } = fleet.host.machine;
  expect(row).toMatchObject({
    libvirtVersion: '9.0.0',
    cpuModel: 'Simulated CPU',
    poolPath: pool.path,
    stateReason: null,
  });
  expect(row.poolCapacityBytes).toBe(BigInt(pool.capacityBytes));
  expect((await vmIs(running.id, 'running')).observedBoot).not.toBeNull();
  await vmIs(lost.id, 'absent');
  expect((await fleet.db.vm.findUniqueOrThrow({ where: { id: coming.id } })).powerState).toBe('unknown');
  const installation = await fleet.db.installation.findFirstOrThrow();
  expect(JSON.parse(fleet.host.machine.home.stamp)).toEqual({ id: installation.id, epoch: installation.epoch });
});

test('what is done by hand on the host is seen by its event, and told to the project that it belongs to', async () => {
  const vm = await fleet.existingVm();
  await fleet.startWorker();
  await hostIs('up');
  const heard: ChangeKey[] = [];
  const listener = await listen(fleet.url, { onChanges: (keys) => heard.push(...keys) });

  const since = (await vmIs(vm.id, 'running')).powerSince;
  await fleet.host.virsh(['destroy', vm.domainName]);
  const stopped = await vmIs(vm.id, 'stopped');
  expect(stopped.powerReason).toBe('destroyed');
  expect(stopped.powerSince?.getTime()).toBeGreaterThan(since?.getTime() ?? 0);
  await eventually(
    () => heard.some((key) => key.kind === 'vms' && key.id === vm.id && key.projectId === vm.projectId),
    'nobody was told',
  );

  await fleet.host.virsh(['undefine', vm.domainName]);
  await vmIs(vm.id, 'absent');
  await listener.close();
});

test('a host that is cut off is unreachable with the reason, and up again by itself', async () => {
  const vm = await fleet.existingVm();
  await fleet.startWorker();
  const up = await hostIs('up');
  fleet.host.cut();
  const down = await hostIs('unreachable');
  expect(down.stateReason).toContain(fleet.host.name);
  expect(down.stateSince.getTime()).toBeGreaterThanOrEqual(up.stateSince.getTime());
  const waiting = await fleet.enqueue('vm.stop', vm.id);
  fleet.host.heal();
  expect((await fleet.ended(waiting)).status).toBe('done');
  expect(await hostRow()).toMatchObject({ state: 'up', stateReason: null });
});

test('a changed host key quarantines it', async () => {
  await fleet.startWorker();
  await hostIs('up');
  fleet.host.changeHostKey();
  await hostIs('quarantined');
  fleet.host.restoreHostKey();
  await hostIs('up');
});

test("another installation's host is quarantined, and nothing is done there", async () => {
  const vm = await fleet.existingVm();
  fleet.host.machine.home.stamp = JSON.stringify({ id: crypto.randomUUID(), epoch: 1 });
  await fleet.startWorker();
  expect((await hostIs('quarantined')).stateReason).toContain('another installation');
  const stop = await fleet.enqueue('vm.stop', vm.id);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await fleet.db.operation.findUniqueOrThrow({ where: { id: stop } })).toMatchObject({ status: 'pending' });
  expect(fleet.calls).toEqual([]);
});

/** "kind name" of all that is told of the host now. */
const findings = async () =>
  (await listHosts(fleet.db)).flatMap((host) => host.findings).map(({ kind, name }) => `${kind} ${name}`);
const findingsAre = (expected: string[]) =>
  eventually(
    async () => JSON.stringify(await findings()) === JSON.stringify(expected),
    `findings are not ${expected}`,
    8_000,
  );
/** A guest's definition as someone types it. */
const byHand = (name: string) =>
  `<domain type='kvm'><name>${name}</name><uuid>${crypto.randomUUID()}</uuid><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`;

test('a domain that is made by hand is told by its event, and no longer when it is gone', async () => {
  await fleet.startWorker();
  await hostIs('up');
  const heard: ChangeKey[] = [];
  const listener = await listen(fleet.url, { onChanges: (keys) => heard.push(...keys) });
  await findingsAre([]);
  await fleet.host.virsh(['define', '/dev/stdin'], byHand('their web'));
  await findingsAre(['foreign_domain their web']);
  await fleet.host.virsh(['undefine', 'their web']);
  await findingsAre([]);
  await eventually(() => heard.filter((key) => key.kind === 'hosts').length >= 2, 'nobody was told');
  await listener.close();
});

test('what is left of a VM without a row is told as ours, and its domain that went as missing', async () => {
  const forgotten = await fleet.existingVm('stopped');
  const { volumes, domainName } = await fleet.vmOf(forgotten.id);
  await fleet.db.volume.deleteMany({ where: { vmId: forgotten.id } });
  await fleet.db.vmFile.deleteMany({ where: { vmId: forgotten.id } });
  await fleet.db.vm.update({ where: { id: forgotten.id }, data: { deletedAt: new Date() } });
  const kept = await fleet.existingVm();
  await fleet.startWorker();
  const left = [
    `orphan_domain ${domainName}`,
    `orphan_volume seed-${forgotten.id}.iso`,
    `orphan_volume ${volumes[0]?.volumeName}`,
  ];
  await findingsAre(left);

  await fleet.host.virsh(['destroy', kept.domainName]);
  await fleet.host.virsh(['undefine', kept.domainName]);
  await findingsAre([left[0] ?? '', `missing_domain ${kept.domainName}`, ...left.slice(1)]);
  // Nothing of it was touched.
  expect(fleet.domainState(domainName)).toBe('stopped');

  await fleet.host.virsh(['undefine', domainName]);
  await findingsAre([`missing_domain ${kept.domainName}`, ...left.slice(1)]);
});

test('what a create has made so far, and a delete has not yet removed, is told by no sweep', async () => {
  await fleet.startWorker();
  await hostIs('up');
  const made = await fleet.askForVm();
  for (const [action, operationId] of [
    ['define', async () => made.operationId],
    ['removeVolumes', () => fleet.enqueue('vm.delete', made.vm.id)],
  ] as const) {
    const held = holdAt(fleet, action, 'before');
    const id = await operationId();
    await held.reached;
    expect(fleet.disks()).toHaveLength(2);
    // A domain of others makes a sweep that is seen to have ended.
    await fleet.host.virsh(['define', '/dev/stdin'], byHand(action));
    await findingsAre([`foreign_domain ${action}`]);
    await fleet.host.virsh(['undefine', action]);
    await findingsAre([]);
    held.release();
    expect((await fleet.ended(id)).status).toBe('done');
  }
});

test('what happens while a host arrives, and before its events are told, is seen all the same', async () => {
  const { name, hostKey } = fleet.host;
  const host = { id: fleet.hostId, name, address: 'fake', port: 22, user: 'virtfleet', pool: 'virtfleet' };
  const agent = openFakeHost({ host: { ...host, hostKeys: [hostKey] }, fakeHost: fleet.host, log: createLog('test') });
  const listeners: ((event: HostEvent) => void)[] = [];
  let looks = 0;
  const late: HostAgent = {
    ...agent,
    onEvent(listener) {
      listeners.push(listener);
      return () => {};
    },
    async domains() {
      const seen = await agent.domains();
      if (looks++ > 0) return seen;
      await fleet.host.virsh(['define', '/dev/stdin'], byHand('in between'));
      for (const tell of listeners) tell({ kind: 'resumed' });
      return seen;
    },
  };
  await fleet.startWorker({ connectHost: () => late });
  await findingsAre(['foreign_domain in between']);
});
