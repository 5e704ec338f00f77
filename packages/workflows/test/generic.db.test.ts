// What holds for every operation, those of today and those to come: each step repeated, failed, killed, its answer lost; each undo
// repeated and killed. Then a clean host and a clean database. A new kind must say below how it is asked for and what it leaves.
import { fail } from '@virtfleet/contracts/errors';
import type { OperationKind } from '@virtfleet/contracts/operation';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operations } from '../src/registry.ts';
import { type Fleet, makeFleet } from './fleet.ts';
import { disksOf, honest, nothingLeft, whole } from './honest.ts';
import { type AroundStep, aroundSteps, type Moment } from './meddle.ts';

type Case = {
  /** Makes what it needs; answers the way to ask for it, also again after a failure, and the VM that it is about. */
  prepare(fleet: Fleet): Promise<{ ask(): Promise<string>; vmId: string | null }>;
  /** What must be so when it is done. */
  done(fleet: Fleet, vmId: string | null): Promise<void>;
  /** What must be so when it failed. */
  failed?(fleet: Fleet, vmId: string | null): Promise<void>;
  /** A failure is undone whole: asking again is for another VM. */
  undoes?: true;
};

const onVm = (kind: OperationKind, state: 'running' | 'stopped', power: 'running' | 'stopped' | 'absent'): Case => ({
  async prepare(fleet) {
    const vm = await fleet.existingVm(state);
    return { vmId: vm.id, ask: () => fleet.enqueue(kind, vm.id) };
  },
  async done(fleet, vmId) {
    expect((await fleet.vmOf(vmId ?? '')).powerState).toBe(power);
  },
});

const titleOf = (fleet: Fleet, id: string) =>
  fleet.db.vm.findUniqueOrThrow({ where: { id }, include: { project: { select: { name: true } } } });

const cases: Record<OperationKind, Case> = {
  'vm.create': {
    undoes: true,
    async prepare(fleet) {
      const { vm, operationId } = await fleet.askForVm();
      return { vmId: vm.id, ask: async () => operationId };
    },
    async done(fleet, vmId) {
      expect((await fleet.vmOf(vmId ?? '')).powerState).toBe('running');
      await whole(fleet, vmId ?? '');
    },
  },
  'vm.start': onVm('vm.start', 'stopped', 'running'),
  'vm.stop': onVm('vm.stop', 'running', 'stopped'),
  'vm.reboot': onVm('vm.reboot', 'running', 'running'),
  'vm.delete': {
    ...onVm('vm.delete', 'running', 'absent'),
    async done(fleet, vmId) {
      const vm = await fleet.vmOf(vmId ?? '');
      expect(vm).toMatchObject({ powerState: 'absent', ports: [], volumes: [], files: [] });
      expect(vm.deletedAt).not.toBeNull();
      expect(disksOf(fleet, vm.id)).toEqual([]);
    },
  },
  'vm.rename': {
    async prepare(fleet) {
      const vm = await fleet.existingVm('running');
      const name = `renamed-${vm.id.slice(-8)}`;
      return { vmId: vm.id, ask: () => fleet.enqueue('vm.rename', vm.id, { vmId: vm.id, name }) };
    },
    async done(fleet, vmId) {
      const { name, hostname, project, domainName } = await titleOf(fleet, vmId ?? '');
      expect([name, hostname]).toEqual([`renamed-${vmId?.slice(-8)}`, expect.stringMatching(/^vm-/)]);
      expect(fleet.titles(domainName)).toEqual([`${project.name}/${name}`, `${project.name}/${name}`]);
    },
    async failed(fleet, vmId) {
      const { name, hostname, project, domainName } = await titleOf(fleet, vmId ?? '');
      expect([name, hostname]).toEqual([expect.stringMatching(/^vm-/), null]);
      expect(fleet.titles(domainName)).toEqual([`${project.name}/${name}`, `${project.name}/${name}`]);
    },
  },
  'image.copy': {
    async prepare(fleet) {
      await fleet.db.imageCopy.deleteMany();
      return { vmId: null, ask: () => fleet.copyImage() };
    },
    async done(fleet) {
      const copies = await fleet.db.imageCopy.findMany();
      expect(copies.map(({ volumeName }) => volumeName)).toEqual(
        fleet.volumes().filter((name) => name.startsWith('img-')),
      );
    },
  },
};

let fleet: Fleet;
let around: AroundStep;
beforeEach(async () => {
  fleet = await makeFleet();
  around = () => {};
});
afterEach(async () => {
  around = () => {};
  await fleet.close();
});

/** Its lease ends only when the test says so. */
const startWorker = () =>
  fleet.startWorker({
    operations: aroundSteps(operations, (step, moment) => around(step, moment)),
    leaseTimes: { ttlMs: 600_000, beatMs: 300_000 },
    stopLimitMs: 50,
  });

/** The names of the steps that an undisturbed one takes. */
async function stepsOf(kind: OperationKind): Promise<string[]> {
  const { ask, vmId } = await cases[kind].prepare(fleet);
  const id = await ask();
  expect((await fleet.ended(id)).status).toBe('done');
  await cases[kind].done(fleet, vmId);
  return (await fleet.stepsOf(id)).map(({ name }) => name);
}

/** A VM of the case, and what its host had promised without it. */
async function prepare(kind: OperationKind) {
  const before = await fleet.reserved();
  return { before, ...(await cases[kind].prepare(fleet)) };
}
type Prepared = Awaited<ReturnType<typeof prepare>>;

/** However it ended: nothing under way, no lie about the VM, nothing on the host that no row knows; what failed can be asked for again. */
async function clean(kind: OperationKind, id: string, { vmId, ask, before }: Prepared, at: string) {
  const ended = await fleet.ended(id);
  around = () => {};
  fleet.host.faults.clear();
  if (vmId !== null) await honest(fleet, vmId, at);
  if (ended.status === 'done') return cases[kind].done(fleet, vmId);
  if (cases[kind].undoes && vmId !== null) {
    await nothingLeft(fleet, vmId, ended.error, at);
    return expect([at, await fleet.reserved()]).toEqual([at, before]);
  }
  await cases[kind].failed?.(fleet, vmId);
  const again = await ask();
  expect([at, (await fleet.ended(again)).status]).toEqual([at, 'done']);
  await cases[kind].done(fleet, vmId);
}

const moments: Moment[] = ['before', 'after'];
const broken = () => fail('command_failed', 'this step was to fail');

test('every kind in the registry is in here', () => {
  expect(Object.keys(cases).toSorted()).toEqual(Object.keys(operations).toSorted());
});

describe.each(Object.keys(operations) as OperationKind[])('%s', { timeout: 120_000 }, (kind) => {
  test('is the same when any of its steps is done again', async () => {
    await startWorker();
    for (const name of await stepsOf(kind)) {
      const prepared = await prepare(kind);
      const id = await prepared.ask();
      await fleet.ended(id);
      // As if its end had never been written: it is adopted, does that step again, and what comes behind it. (What is marked in
      // our own rows is one commit with its step.)
      await fleet.db.$executeRaw`UPDATE step SET status = 'running', output = NULL
        WHERE operation_id = ${id}::uuid AND seq >= (SELECT seq FROM step WHERE operation_id = ${id}::uuid AND name = ${name})
          AND name NOT LIKE 'mark %'`;
      await fleet.db.$executeRaw`UPDATE operation SET status = 'running', ended_at = NULL WHERE id = ${id}::uuid`;
      expect([name, (await fleet.ended(id)).status]).toEqual([name, 'done']);
      await clean(kind, id, prepared, `again: ${name}`);
    }
  });

  test('leaves nothing when any of its steps fails', async () => {
    await startWorker();
    for (const [name, moment, at] of pointsOf(await stepsOf(kind))) {
      around = (step, when) => {
        if (step === name && when === moment) throw broken();
      };
      const prepared = await prepare(kind);
      const id = await prepared.ask();
      expect([at, await fleet.ended(id)]).toMatchObject([at, { status: 'failed', error: 'this step was to fail' }]);
      await clean(kind, id, prepared, at);
    }
  });

  test('is taken over by another worker when its own is gone at any step', async () => {
    let worker = await startWorker();
    for (const [name, moment, at] of pointsOf(await stepsOf(kind))) {
      const prepared = await prepare(kind);
      const killed = await killedAt(name, moment, prepared);
      expect([at, (await fleet.ended(killed.id)).status]).toEqual([at, 'done']);
      await clean(kind, killed.id, prepared, at);
      killed.bury();
      await worker.stop();
      worker = killed.next;
    }
  });

  test('survives the loss of any answer of its host', async () => {
    await startWorker();
    const first = await prepare(kind);
    const before = changes();
    await clean(kind, await first.ask(), first, 'undisturbed');
    const count = changes() - before;
    expect(count).toBeGreaterThan(0);
    for (let lost = 0; lost < count; lost++) {
      const prepared = await prepare(kind);
      fleet.host.faults.loseAnswer(isChange, { after: lost, by: 'cut' });
      await clean(kind, await prepared.ask(), prepared, `answer ${lost} lost`);
    }
  });
});

test('every undo of a create can be repeated, and gone on with by another worker', async () => {
  let worker = await startWorker();
  const undos = ['start domain', 'define domain', 'write seed', 'create volumes'];
  expect((await stepsOf('vm.create')).filter((name) => undos.includes(name)).toReversed()).toEqual(undos);
  const failing: AroundStep = (step, when) => {
    if (step === 'start domain' && when === 'after') throw broken();
  };
  for (const [name, moment, at] of pointsOf(undos.map((undo) => `undo: ${undo}`))) {
    let left = 2;
    around = async (step, when) => {
      await failing(step, when);
      if (step === name && when === moment && left-- > 0) throw broken();
    };
    const repeated = await prepare('vm.create');
    await clean('vm.create', await repeated.ask(), repeated, at);

    const prepared = await prepare('vm.create');
    const killed = await killedAt(name, moment, prepared, failing);
    expect([at, (await fleet.ended(killed.id)).status]).toEqual([at, 'failed']);
    await clean('vm.create', killed.id, prepared, at);
    killed.bury();
    await worker.stop();
    worker = killed.next;
  }
}, 120_000);

const pointsOf = (names: readonly string[]) =>
  names.flatMap((name) => moments.map((moment) => [name, moment, `${moment} ${name}`] as const));

const isChange = (argv: readonly string[]) =>
  argv[0] === 'virsh' &&
  /^(define|undefine|desc|start|destroy|shutdown|reboot|reset|vol-create|vol-delete|vol-upload|pool-refresh)$/.test(
    argv[4] ?? '',
  );
const changes = () =>
  [...fleet.host.commands].reduce(
    (sum, [word, times]) => (isChange(['virsh', '', '', '', word]) ? sum + times : sum),
    0,
  );

/** The worker gets to that point and no further; then it is dead, and another is started. */
async function killedAt(name: string, moment: Moment, { ask }: Prepared, also: AroundStep = () => {}) {
  const reached = Promise.withResolvers<void>();
  const grave = Promise.withResolvers<never>();
  let dead = false;
  around = async (step, when) => {
    await also(step, when);
    if (dead || step !== name || when !== moment) return;
    dead = true;
    reached.resolve();
    await grave.promise;
  };
  const id = await ask();
  await reached.promise;
  await fleet.buryWorkers();
  // A transaction that is held open is ended by Postgres after 3 s (createDb, in the worker).
  return { id, next: await startWorker(), bury: () => grave.reject(new Error('this worker is dead')) };
}
