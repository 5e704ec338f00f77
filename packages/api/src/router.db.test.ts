import { newId } from '@virtfleet/contracts/ids';
import { askInput } from '@virtfleet/contracts/request';
import { hashPassword } from '@virtfleet/db/passwords';
import type { Actor } from '@virtfleet/domain/authz';
import { permissions } from '@virtfleet/domain/authz';
import { askForVms } from '@virtfleet/services/requests/ask';
import { planRequest } from '@virtfleet/services/requests/plan';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeImageImport,
  makeInstallation,
  makeKeypair,
  makeNetwork,
  makeOperation,
  makeProject,
  makeUser,
  makeVm,
} from '@virtfleet/testing/factories';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { actorWith, apiContext, call, procedures } from './test-helpers.ts';

let t: TestDatabase;
let w: World;
beforeAll(async () => {
  t = await testDatabase();
  w = await world();
});
afterAll(() => t.drop());

type World = Awaited<ReturnType<typeof world>>;
async function world() {
  const { id: projectId } = await makeProject(t.db);
  const { id: otherId } = await makeProject(t.db);
  await makeInstallation(t.db);
  // Room for a VM of each test.
  const disk = 10n * 1024n ** 4n;
  await t.db.quota.create({ data: { projectId, vms: 500, vcpus: 500, memoryMib: 1_000_000, diskGib: 10_000 } });
  await t.db.projectPolicy.create({ data: { projectId, diskGib: 20 } });
  return {
    projectId,
    hostId: (
      await makeHost(t.db, { cpus: 512, memoryMib: 1_000_000, poolCapacityBytes: disk, poolAvailableBytes: disk })
    ).id,
    networkId: (await makeNetwork(t.db, { subnet: { cidr: '10.77.0.0/16', lastAddress: '10.77.9.99' } })).id,
    owner: await actorWith(t.db, { [projectId]: 'owner' }),
    member: await actorWith(t.db, { [projectId]: 'member' }),
    viewer: await actorWith(t.db, { [projectId]: 'viewer' }),
    stranger: await actorWith(t.db, { [otherId]: 'owner' }),
    admin: await actorWith(t.db, {}, true),
  };
}

function makeOurVm(powerState: 'running' | 'stopped' = 'running') {
  const { projectId, hostId, networkId } = w;
  return makeVm(t.db, { projectId, hostId, networkId, powerState });
}

async function anOperation(status: 'pending' | 'stuck') {
  return makeOperation(t.db, { kind: 'vm.start', vmId: (await makeOurVm()).id, status });
}

const aMember = async () => (await makeUser(t.db, { roles: { [w.projectId]: 'viewer' } })).id;

/** The stranger’s own: whoever is signed in keeps searches, and nobody sees another’s. */
async function theirSearch() {
  const { userId } = w.stranger;
  const data = { id: newId(), userId, list: 'vms', name: `Mine ${newId()}`, q: 'by:me' };
  return (await t.db.savedSearch.create({ data })).id;
}

/** Beyond the policy: its disk. */
const aForm = async () => ({
  ...{ projectId: w.projectId, requestId: newId(), name: `vm-${newId().slice(-6)}`, purpose: 'Load test' },
  ...{ flavorId: (await makeFlavor(t.db)).id, imageId: (await makeImage(t.db)).id, networkId: w.networkId },
  ...{ diskGib: 21, loginUser: 'ada', keypairIds: [] },
});

/** The member's, waiting. */
async function aRequest() {
  const { requestId: id } = await askForVms(apiContext(t.db, w.member), w.member, askInput.parse(await aForm()));
  const { plan } = await planRequest(apiContext(t.db, w.member), w.member, { requestId: id, change: {} });
  return { id, hash: plan.hash };
}

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGDEKh7wGgx4TAqZdkn8ioH+laYSv/vjWGpPiVh5D8jQ';

/** For every procedure an input with which it succeeds. One that isn't here fails the test below: add it. */
const inputs: Record<string, () => Promise<unknown>> = {
  'me.get': async () => undefined,
  'vms.list': async () => ({ projectId: w.projectId }),
  'vms.matching': async () => ({ projectId: w.projectId }),
  'vms.rows': async () => ({ projectId: w.projectId, vmIds: [(await makeOurVm()).id] }),
  'vms.facets': async () => ({ projectId: w.projectId }),
  'vms.bulk': async () => {
    const { id, name } = await makeOurVm();
    return { projectId: w.projectId, batchId: newId(), action: 'stop', vms: [{ id, name }] };
  },
  'vms.counts': async () => ({ projectId: w.projectId }),
  'vms.get': async () => ({ vmId: (await makeOurVm()).id }),
  'vms.metrics': async () => ({ vmId: (await makeOurVm()).id, range: '24h' }),
  'vms.sparks': async () => ({ projectId: w.projectId, vmIds: [(await makeOurVm()).id] }),
  'vms.watch': async () => ({ vmId: (await makeOurVm()).id }),
  'vms.create': async () => ({
    projectId: w.projectId,
    requestId: newId(),
    name: 'web-01',
    flavorId: (await makeFlavor(t.db)).id,
    imageId: (await makeImage(t.db)).id,
    networkId: w.networkId,
    diskGib: 2,
    loginUser: 'ada',
    keypairIds: [],
  }),
  'vms.plan': async () => ({
    projectId: w.projectId,
    name: 'web-{01..03}',
    flavorId: (await makeFlavor(t.db)).id,
    imageId: '',
    networkId: w.networkId,
    diskGib: null,
    loginUser: '',
    keypairIds: [],
  }),
  'vms.start': async () => ({ vmId: (await makeOurVm('stopped')).id }),
  'vms.stop': async () => ({ vmId: (await makeOurVm()).id }),
  'vms.reboot': async () => ({ vmId: (await makeOurVm()).id }),
  'vms.definition': async () => ({ vmId: (await makeOurVm()).id }),
  'vms.rename': async () => ({ vmId: (await makeOurVm()).id, name: `vm-${newId().slice(-6)}` }),
  'vms.tags': async () => ({ projectId: w.projectId }),
  'vms.tag': async () => ({ vmId: (await makeOurVm()).id, add: ['prod'] }),
  'vms.setNotes': async () => ({ vmId: (await makeOurVm()).id, notes: 'Ask Ada' }),
  'vms.delete': async () => {
    const { id, name } = await makeOurVm();
    return { vmId: id, confirmName: name };
  },
  'operations.list': async () => ({ projectId: w.projectId }),
  'operations.page': async () => ({ projectId: w.projectId }),
  'operations.facets': async () => ({ projectId: w.projectId }),
  'operations.batch': async () => ({ projectId: w.projectId, batchId: newId() }),
  'operations.fleet': async () => ({}),
  'operations.fleetFacets': async () => undefined,
  'operations.get': async () => ({
    operationId: (await makeOperation(t.db, { kind: 'vm.start', vmId: (await makeOurVm()).id })).id,
  }),
  'operations.ofVm': async () => ({ vmId: (await makeOurVm()).id }),
  'operations.cancel': async () => ({ operationId: (await anOperation('pending')).id }),
  'operations.retry': async () => ({ operationId: (await anOperation('stuck')).id }),
  'operations.writeOff': async () => ({ operationId: (await anOperation('stuck')).id }),
  'quotas.get': async () => ({ projectId: w.projectId }),
  'quotas.set': async () => ({ projectId: w.projectId, vms: 500, vcpus: 500, memoryMib: 1_000_000, diskGib: 9000 }),
  'policies.get': async () => ({ projectId: w.projectId }),
  'policies.set': async () => ({ projectId: w.projectId, vms: null, vcpus: 500, memoryMib: null, diskGib: 20 }),
  'requests.list': async () => ({ projectId: w.projectId }),
  'requests.counts': async () => ({ projectId: w.projectId }),
  'requests.inbox': async () => undefined,
  'requests.inboxCounts': async () => undefined,
  'requests.get': async () => ({ requestId: (await aRequest()).id }),
  'requests.plan': async () => ({ requestId: (await aRequest()).id }),
  'requests.form': async () => ({ requestId: (await aRequest()).id }),
  'requests.ask': async () => aForm(),
  'requests.withdraw': async () => ({ requestId: (await aRequest()).id }),
  'requests.approve': async () => {
    const { id, hash } = await aRequest();
    return { requestId: id, hash };
  },
  'requests.reject': async () => ({ requestId: (await aRequest()).id, reason: 'No room for it' }),
  'keypairs.list': async () => ({ projectId: w.projectId }),
  'keypairs.add': async () => ({ projectId: w.projectId, name: 'laptop', publicKey }),
  'keypairs.remove': async () => ({ keypairId: (await makeKeypair(t.db, { projectId: w.projectId })).id }),
  'flavors.list': async () => ({ projectId: w.projectId }),
  'images.list': async () => ({ projectId: w.projectId }),
  'images.retryImport': async () => ({ imageId: (await makeImageImport(t.db, { failure: 'no space' })).id }),
  'networks.list': async () => ({ projectId: w.projectId }),
  'hosts.list': async () => undefined,
  'search.find': async () => ({ text: 'web' }),
  'me.rename': async () => ({ name: 'Ada Lovelace' }),
  'me.changePassword': async () => ({ current: password, next: `${newId()} of one’s own` }),
  'me.sessions': async () => undefined,
  'me.endSessions': async () => ({ which: 'others' }),
  'members.list': async () => ({ projectId: w.projectId }),
  'members.add': async () => ({
    projectId: w.projectId,
    email: (await makeUser(t.db)).email,
    role: 'viewer',
  }),
  'members.setRole': async () => ({ projectId: w.projectId, userId: await aMember(), role: 'member' }),
  'members.remove': async () => ({ projectId: w.projectId, userId: await aMember() }),
  'projects.list': async () => undefined,
  'projects.create': async () => ({ name: 'a-new-one' }),
  'projects.archive': async () => ({ projectId: (await makeProject(t.db)).id }),
  'projects.restore': async () => ({ projectId: (await makeProject(t.db, { archivedAt: new Date() })).id }),
  'projects.delete': async () => {
    const { id, name } = await makeProject(t.db);
    return { projectId: id, confirmName: name };
  },
  'users.list': async () => undefined,
  'users.get': async () => ({ userId: w.viewer.userId }),
  'users.create': async () => ({ name: 'New', email: `${newId()}@example.org` }),
  'users.update': async () => ({ userId: await aMember(), name: 'Other', email: `${newId()}@example.org` }),
  'users.setAdmin': async () => ({ userId: await aMember(), isAdmin: true }),
  'users.setDisabled': async () => ({ userId: await aMember(), disabled: true }),
  'users.resetPassword': async () => ({ userId: await aMember() }),
  'users.endSessions': async () => ({ userId: w.viewer.userId }),
  'notifications.list': async () => undefined,
  'notifications.read': async () => ({}),
  'searches.list': async () => ({ list: 'vms', projectId: null }),
  'searches.save': async () => ({ list: 'hosts', projectId: null, name: 'Silent', q: '-state:up' }),
  'searches.rename': async () => ({ searchId: await theirSearch(), name: 'Silent' }),
  'searches.remove': async () => ({ searchId: await theirSearch() }),
  'events.changes': async () => undefined,
};

/** What everyone signs in with here. */
const password = 'the password before';

const named = z.object({ permission: z.enum(Object.keys(permissions) as [keyof typeof permissions]) });
const permissionOf = (path: string) => named.parse(procedures[path]?._def.meta).permission;

test('every procedure is walked below, and named by a permission; every permission is used', () => {
  expect(Object.keys(inputs).sort()).toEqual(Object.keys(procedures).sort());
  const used = Object.keys(procedures).map(permissionOf);
  expect([...new Set(used)].sort()).toEqual(Object.keys(permissions).sort());
});

describe.each(Object.keys(procedures))('%s', (path) => {
  const need = permissions[permissionOf(path)];
  const as = async (actor: Actor | null, input: unknown) => {
    const outcome = await call(apiContext(t.db, actor), path, input);
    return outcome.ok ? 'ok' : outcome.error.code;
  };

  test(`asks for ${need}`, async () => {
    const input = await inputs[path]?.();
    // The refused come first, so that each is refused a call that would have worked.
    expect(await as(null, input)).toBe('unauthenticated');
    if (need === 'signed-in') {
      const due = { ...w.stranger, passwordDue: true };
      if (path === 'me.changePassword') await setPassword(w.stranger, password);
      else expect(await as(due, input)).toBe('password_due');
      expect(await as(path === 'me.changePassword' ? due : w.stranger, input)).toBe('ok');
      return;
    }
    if (need === 'admin') {
      for (const actor of [w.stranger, w.viewer, w.member, w.owner]) expect(await as(actor, input)).toBe('not_found');
    } else {
      expect(await as(w.stranger, input)).toBe('not_found');
      expect(await as(w.viewer, input)).toBe(need === 'viewer' ? 'ok' : 'read_only');
    }
    expect(await as(need === 'admin' ? w.admin : w.owner, input)).toBe('ok');
  });

  if (need === 'signed-in' || need === 'admin') return;

  test('a member and an admin may, whatever else the input says; an owner’s matter is not a member’s', async () => {
    expect(await as(w.member, await fresh(path))).toBe(need === 'owner' ? 'read_only' : 'ok');
    expect(await as(w.admin, await fresh(path))).toBe('ok');
  });

  test('naming a project of one’s own beside it does not help', async () => {
    const own = Object.keys(w.stranger.roles)[0];
    const input = z.record(z.string(), z.unknown()).parse(await fresh(path));
    if ('projectId' in input) return;
    expect(await as(w.stranger, { ...input, projectId: own })).toBe('not_found');
  });

  test('what is not there, or is no id, is not found, for owners and admins too', async () => {
    const input = z.record(z.string(), z.unknown()).parse(await fresh(path));
    const key = ['vmId', 'operationId', 'keypairId', 'projectId', 'requestId'].find((name) => name in input) ?? '';
    for (const value of [newId(), 'x', '../', '', null, {}, undefined]) {
      expect(await as(w.owner, { ...input, [key]: value })).toBe('not_found');
      expect(await as(w.admin, { ...input, [key]: value })).toBe('not_found');
    }
    for (const whole of [undefined, null, 7, 'x', []]) expect(await as(w.owner, whole)).toBe('not_found');
  });
});

async function setPassword({ userId }: Actor, text: string) {
  await t.db.user.update({ where: { id: userId }, data: { passwordHash: await hashPassword(text) } });
}

/** An input that was not used before: names and keys can be taken once only. */
async function fresh(path: string): Promise<unknown> {
  const input = await inputs[path]?.();
  if (path === 'vms.create') return { ...z.looseObject({}).parse(input), name: `vm-${newId().slice(-6)}` };
  if (path !== 'keypairs.add') return input;
  const { publicKey: line } = await makeKeypair(t.db);
  return { projectId: w.projectId, name: `key ${newId()}`, publicKey: line };
}
