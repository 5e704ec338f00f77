// What breaks on a host in the middle of an operation. Lost answers, killed workers and failing steps are generic.db.test.ts's.
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type Fleet, holdAt, makeFleet } from './fleet.ts';
import { honest, nothingLeft, whole } from './honest.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
  await fleet.startWorker();
});
afterEach(() => fleet.close());

const hostIs = (state: string) =>
  eventually(
    async () => (await fleet.db.host.findUniqueOrThrow({ where: { id: fleet.hostId } })).state === state,
    `the host is not ${state}`,
  );
const powerIs = (vmId: string, state: string) =>
  eventually(async () => (await fleet.vmOf(vmId)).powerState === state, `the VM is not ${state}`);
const came = (word: string, times = 1) =>
  eventually(() => (fleet.host.commands.get(word) ?? 0) >= times, `no ${word} came`);

/** Does it once, when an operation comes to that action on the host. */
function befalls(action: string, moment: 'before' | 'after', what: () => void) {
  fleet.meddle = (asked, at) => {
    if (asked !== action || at !== moment) return;
    fleet.meddle = () => {};
    what();
  };
}

/** It ended whole: all there, no row that lies, no file that no row knows. */
async function endsWhole(vmId: string, operationId: string) {
  expect(await fleet.ended(operationId)).toMatchObject({ status: 'done', error: null });
  await honest(fleet, vmId);
  await whole(fleet, vmId);
}

/** It failed for that reason, nothing is left of it, and its host takes the next one. */
async function endsUndone(vmId: string, operationId: string, why: string | RegExp) {
  const { status, error } = await fleet.ended(operationId);
  expect([status, error]).toEqual(['failed', expect.stringMatching(why)]);
  await honest(fleet, vmId);
  await nothingLeft(fleet, vmId, error);
  fleet.host.faults.clear();
}
async function nextOneGoes() {
  const { vm, operationId } = await fleet.askForVm();
  await endsWhole(vm.id, operationId);
}

const onTheWay = ['ensureVolume', 'ensureSeed', 'define', 'start'] as const;

describe('a create whose host', () => {
  test.each(onTheWay)('is rebooted behind %s', async (action) => {
    befalls(action, 'after', () => void fleet.host.reboot(20));
    const { vm, operationId } = await fleet.askForVm();
    await endsWhole(vm.id, operationId);
    await hostIs('up');
  });

  test.each(onTheWay)('has its libvirtd killed before %s', async (action) => {
    befalls(action, 'before', () => fleet.host.libvirtd.kill());
    const { vm, operationId } = await fleet.askForVm();
    await endsWhole(vm.id, operationId);
    await powerIs(vm.id, 'running');
  });

  test('has a libvirtd that hangs for a while', async () => {
    befalls('define', 'before', () => fleet.host.libvirtd.stop());
    const { vm, operationId } = await fleet.askForVm();
    await eventually(() => fleet.actions().includes('define'), 'no define');
    expect(fleet.domainState(vm.domainName)).toBe('absent');
    fleet.host.libvirtd.cont();
    await endsWhole(vm.id, operationId);
    await powerIs(vm.id, 'running');
  });

  test('has no libvirtd for longer than it is tried', async () => {
    befalls('define', 'before', () => fleet.host.libvirtd.down());
    const { vm, operationId } = await fleet.askForVm();
    await fleet.statusIs(operationId, 'stuck');
    fleet.host.libvirtd.up();
    fleet.host.cut();
    await hostIs('unreachable');
    fleet.host.heal();
    await endsUndone(vm.id, operationId, 'libvirt');
    await nextOneGoes();
  });

  test('freezes, and thaws', async () => {
    befalls('define', 'before', () => fleet.host.freeze(20));
    const { vm, operationId } = await fleet.askForVm();
    await hostIs('unreachable');
    fleet.host.thaw();
    await hostIs('up');
    await endsWhole(vm.id, operationId);
  });

  test('has a pool that is full', async () => {
    const { pool } = fleet.host.machine;
    befalls('ensureVolume', 'before', () => {
      pool.usedElsewhereBytes = pool.capacityBytes;
    });
    const { vm, operationId } = await fleet.askForVm();
    await endsUndone(vm.id, operationId, 'No space is left on the host');
    pool.usedElsewhereBytes = 0;
    await nextOneGoes();
  });

  test.each([
    ['start', 8 * 2 ** 20],
    ['dumpxml', 32 * 2 ** 20],
  ] as const)('answers %s with a flood', async (word, bytes) => {
    const flood = fleet.host.faults.flood(word, bytes, { times: 10 });
    const { vm, operationId } = await fleet.askForVm();
    await endsUndone(vm.id, operationId, /printed more|unexpected/);
    expect(flood.hits).toBeGreaterThan(0);
    await hostIs('up');
    await nextOneGoes();
  });
});

test('a host that is cut off when a VM was placed there takes it when it is back', async () => {
  await hostIs('up');
  fleet.host.cut();
  await hostIs('unreachable');
  const { vm, operationId } = await fleet.askForVm();
  expect((await fleet.vmOf(vm.id)).taskState).toBe('creating');
  expect(fleet.calls).toEqual([]);
  fleet.host.heal();
  await endsWhole(vm.id, operationId);
});

test('a host that is cut off before define, and healed: the same create goes on', async () => {
  befalls('define', 'before', () => {
    fleet.host.cut();
    setImmediate(() => fleet.host.heal());
  });
  const { vm, operationId } = await fleet.askForVm();
  await endsWhole(vm.id, operationId);
  expect(fleet.host.commands.get('define')).toBe(1);
});

test('cut off in the middle of an upload: half of it is never used, and gone', async () => {
  const { open, size } = fleet.objects;
  const names: string[] = [];
  fleet.objects = {
    size,
    open: (key) => {
      if (names.length > 0) return open(key);
      return Readable.from(
        (async function* () {
          yield Buffer.alloc(4096);
          names.push(...fleet.volumes());
          fleet.host.cut();
          setImmediate(() => fleet.host.heal());
          await new Promise(() => {});
        })(),
      );
    },
  };
  const { vm, operationId } = await fleet.askForVm();
  await endsWhole(vm.id, operationId);
  expect(names).toHaveLength(1);
  const images = fleet.volumes().filter((name) => name.startsWith('img-'));
  expect(images).toHaveLength(1);
  expect(images).not.toEqual(names);
  expect(await fleet.db.imageCopy.findMany()).toMatchObject([{ volumeName: images[0] }]);
});

test('stop during start: first the one, then the other', async () => {
  const vm = await fleet.existingVm('stopped');
  const held = holdAt(fleet, 'start', 'before');
  const start = await fleet.enqueue('vm.start', vm.id);
  await held.reached;
  const stop = await fleet.enqueue('vm.stop', vm.id);
  held.release();
  expect((await fleet.ended(start)).status).toBe('done');
  expect((await fleet.ended(stop)).status).toBe('done');
  await honest(fleet, vm.id);
  expect((await fleet.vmOf(vm.id)).powerState).toBe('stopped');
});

test('libvirtd that is killed while a guest is waited for does not hide that it went down', async () => {
  const vm = await fleet.existingVm();
  const stop = await fleet.enqueue('vm.stop', vm.id);
  await came('shutdown');
  fleet.host.libvirtd.kill();
  expect((await fleet.ended(stop)).status).toBe('done');
  await honest(fleet, vm.id);
  expect((await fleet.vmOf(vm.id)).powerState).toBe('stopped');
});

test('QEMU that is killed is a VM that crashed, and can be started again', async () => {
  const vm = await fleet.existingVm();
  await hostIs('up');
  fleet.host.guest.killQemu(vm.domainName);
  await eventually(async () => (await fleet.vmOf(vm.id)).powerReason === 'crashed', 'nobody saw it crash');
  expect((await fleet.ended(await fleet.enqueue('vm.start', vm.id))).status).toBe('done');
  await honest(fleet, vm.id);
});

test.each([1, -1])(
  'a host whose clock is %i hour off: what it tells keeps its order, and its times are ours',
  async (hours) => {
    fleet.host.machine.clockSkewMs = hours * 3_600_000;
    const from = Date.now();
    const { vm, operationId } = await fleet.askForVm();
    await endsWhole(vm.id, operationId);
    await powerIs(vm.id, 'running');
    for (const [word, state] of [
      ['destroy', 'stopped'],
      ['start', 'running'],
    ] as const) {
      await fleet.host.virsh([word, vm.domainName]);
      await powerIs(vm.id, state);
    }
    await fleet.ended(await fleet.enqueue('vm.stop', vm.id, { vmId: vm.id, force: true }));
    await honest(fleet, vm.id);
    const { powerState, powerSince, observedAt } = await fleet.vmOf(vm.id);
    expect(powerState).toBe('stopped');
    for (const at of [powerSince, observedAt]) {
      expect(at?.getTime()).toBeGreaterThan(from - 5_000);
      expect(at?.getTime()).toBeLessThan(Date.now() + 5_000);
    }
  },
);
