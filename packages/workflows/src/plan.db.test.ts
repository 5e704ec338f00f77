// What a plan says is what then happens: the same rows, and on a fake host the very commands.
import { newId } from '@virtfleet/contracts/ids';
import type { PlannedCommand, PlanVmsInput } from '@virtfleet/contracts/plan';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import { diskSerial } from '@virtfleet/libvirt/domain-xml';
import { createVms } from '@virtfleet/services/vms/create';
import { planVms } from '@virtfleet/services/vms/plan';
import { makeFlavor, makeKeypair, makeNetwork, makeProject, makeUser } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, type Fleet, makeFleet, userData } from '../test/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet();
  await fleet.startWorker();
  await eventually(async () => (await fleet.db.host.count({ where: { state: 'up' } })) > 0, 'the host is not up');
});
afterEach(() => fleet.close());

/** What only looks: a plan tells of what is changed. */
const looks = new Set(['dumpxml', 'domstate', 'domuuid', 'vol-dumpxml', 'vol-list']);

async function setting() {
  const { db } = fleet;
  const project = await makeProject(db);
  const user = await makeUser(db, { roles: { [project.id]: 'member' } });
  const [flavor, network, keypair] = await Promise.all([
    makeFlavor(db, { vcpus: 2, memoryMib: 256, diskGib: 1 }),
    makeNetwork(db, { libvirtName: 'virtfleet' }),
    makeKeypair(db, { projectId: project.id }),
  ]);
  const ctx = { db, keyring: fleet.keyring, now: () => new Date() };
  const actor = {
    ...{ userId: user.id, sessionId: newId(), name: user.name, email: user.email },
    ...{ isAdmin: false, passwordDue: false, roles: { [project.id]: 'member' as const } },
  };
  const form = {
    ...{ projectId: project.id, name: 'web-1', flavorId: flavor.id, custom: null, imageId: fleet.imageId },
    ...{ networkId: network.id, diskGib: 2, loginUser: 'ada', keypairIds: [keypair.id], userData, start: true },
  };
  return {
    plan: (change: Partial<PlanVmsInput> = {}) => planVms(ctx, actor, { ...form, texts: true, ...change }),
    create: (change: Partial<CreateVmInput> = {}) => createVms(ctx, actor, { ...form, requestId: newId(), ...change }),
  };
}

/** What ran on the host for a VM's creation, with the plan's ids in place of the VM's own. */
async function ran(operationId: string): Promise<PlannedCommand[]> {
  const { vmId, status, error } = await fleet.ended(operationId);
  expect({ status, error }).toEqual({ status: 'done', error: null });
  await eventually(
    async () => (await fleet.db.command.count({ where: { operationId, argv: { has: 'domuuid' } } })) > 0,
    'its last commands are not kept yet',
  );
  const vm = await fleet.vmOf(vmId ?? '');
  const [volume] = vm.volumes;
  const [port] = vm.ports;
  const planned = (text: string) =>
    text
      .replaceAll(diskSerial(volume?.id ?? ''), diskSerial(zeros))
      .replaceAll(volume?.id ?? '', zeros)
      .replaceAll(vm.id, zeros)
      .replaceAll(port?.mac ?? '', '52:54:00:00:00:01')
      .replaceAll(/(img-[0-9a-f]{64})-\w+/g, '$1-0');
  const commands = await fleet.db.command.findMany({
    where: { operationId },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  });
  return commands
    .filter(({ argv }) => !looks.has(argv[4] ?? ''))
    .map(({ stepName, argv, stdinText, stdinBytes }) => ({
      step: stepName ?? '',
      argv: argv.map(planned),
      stdinText: stdinText === null ? null : planned(stdinText),
      stdinBytes: stdinBytes === null ? null : Number(stdinBytes),
    }));
}
const zeros = '00000000-0000-0000-0000-000000000001';

/** Of an upload's name only one thing is not known before: which attempt it is. */
const anyToken = (commands: readonly PlannedCommand[] = []) =>
  JSON.parse(JSON.stringify(commands).replaceAll(/(img-[0-9a-f]{64})-\w+/g, '$1-0'));

test('the commands of a plan are those that run: with the image to be copied, with it there, and without a start', async () => {
  const { plan, create } = await setting();
  const first = await plan();
  expect(first).toMatchObject({ problems: [], imageThere: false });
  const made = await create();
  expect(await ran(made.vms[0]?.operationId ?? '')).toEqual(first.texts?.commands);

  const second = await plan({ name: 'web-2', start: false });
  expect(second).toMatchObject({ problems: [], imageThere: true });
  const stopped = await create({ name: 'web-2', start: false });
  expect(await ran(stopped.vms[0]?.operationId ?? '')).toEqual(anyToken(second.texts?.commands));
  const vm = await fleet.vmOf(stopped.vms[0]?.vmId ?? '');
  expect(vm).toMatchObject({ powerState: 'stopped', taskState: null, failure: null, wantedPower: 'off' });
});

test('what is defined is the plan’s XML, and what is seeded its user-data', async () => {
  const { plan, create } = await setting();
  const { texts, vms } = await plan();
  const { vms: made } = await create();
  const commands = await ran(made[0]?.operationId ?? '');
  expect(commands.find(({ argv }) => argv.includes('define'))?.stdinText).toBe(texts?.domainXml);
  expect(texts?.userData).toContain('password: a-secret-of-the-tenant');
  expect(texts?.networkConfig).toContain(`${vms[0]?.address}/`);
});
