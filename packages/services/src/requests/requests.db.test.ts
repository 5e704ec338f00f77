import { newId } from '@virtfleet/contracts/ids';
import type { AskInput } from '@virtfleet/contracts/request';
import { listNotifications } from '@virtfleet/db/notifications';
import { setPolicy } from '@virtfleet/db/policies';
import { setQuota } from '@virtfleet/db/quotas';
import { requestDetail } from '@virtfleet/db/requests';
import { type Actor, can } from '@virtfleet/domain/authz';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeImageCopy,
  makeInstallation,
  makeKeypair,
  makeNetwork,
  makeProject,
  makeVm,
} from '@virtfleet/testing/factories';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { createVms } from '../vms/create.ts';
import { planVms } from '../vms/plan.ts';
import { approveRequest } from './approve.ts';
import { askForVms } from './ask.ts';
import { rejectRequest, withdrawRequest } from './decide.ts';
import { requestForm } from './form.ts';
import { planRequest } from './plan.ts';

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

const cloudConfig = '#cloud-config\npackages: [htop]\n';

/** A project that grants two VMs without asking; a member who asks, and two admins who decide. */
async function setting() {
  const ctx = testContext(t.db);
  const project = await makeProject(t.db);
  await makeInstallation(t.db);
  await setPolicy(t.db, project.id, { vms: 2, vcpus: null, memoryMib: null, diskGib: null });
  const member = await actorIn(t.db, { [project.id]: 'member' });
  const [first, second] = [await anAdmin(), await anAdmin()];
  const [one, two, flavor, image, network, keypair] = await Promise.all([
    makeHost(t.db, { name: 'hv-1' }),
    makeHost(t.db, { name: 'hv-2' }),
    makeFlavor(t.db, { vcpus: 1, memoryMib: 256, diskGib: 2 }),
    makeImage(t.db),
    makeNetwork(t.db),
    makeKeypair(t.db, { projectId: project.id }),
  ]);
  await makeImageCopy(t.db, { imageId: image.id, hostId: one.id });
  const form = (change: Partial<AskInput> = {}): AskInput => ({
    ...{ projectId: project.id, requestId: newId(), name: 'load-{01..04}', flavorId: flavor.id, custom: null },
    ...{ imageId: image.id, networkId: network.id, diskGib: 2, loginUser: 'ada', keypairIds: [keypair.id] },
    ...{ userData: cloudConfig, start: true, purpose: 'load test of the new cart' },
    ...change,
  });
  const ask = async (change: Partial<AskInput> = {}, by = member) => (await askForVms(ctx, by, form(change))).requestId;
  const plan = async (requestId: string, change = {}, by = first) => planRequest(ctx, by, { requestId, change });
  const approve = async (requestId: string, by = first, change = {}) => {
    const { hash } = (await plan(requestId, change, by)).plan;
    return approveRequest(ctx, by, { requestId, change, hash });
  };
  const see = async (requestId: string, by = member) => {
    const request = await requestDetail(t.db, requestId, by, new Date());
    if (!request) throw new Error('it is gone');
    return request;
  };
  const told = async ({ userId }: Actor) => (await listNotifications(t.db, userId)).items;
  return {
    ...{ ctx, project, member, first, second, hosts: [one, two], network, keypair, form },
    ask,
    plan,
    approve,
    see,
    told,
  };
}

async function anAdmin(): Promise<Actor> {
  const actor = await actorIn(t.db, {});
  await t.db.user.update({ where: { id: actor.userId }, data: { isAdmin: true } });
  return { ...actor, isAdmin: true };
}

describe('the policy', () => {
  test('binds members and owners, not admins; what was approved counts no more', async () => {
    const { ctx, project, member, first, form, approve, ask } = await setting();
    const owner = await actorIn(t.db, { [project.id]: 'owner' });
    const beyond = 'It grants 2 VMs without asking. This asks for 4.';
    for (const actor of [member, owner]) {
      expect((await planVms(ctx, actor, { ...form(), texts: false })).beyond).toEqual([beyond]);
      expect(await failure(createVms(ctx, actor, form()))).toMatchObject({ code: 'approval_needed', data: [beyond] });
    }
    expect((await planVms(ctx, first, { ...form(), texts: false })).beyond).toEqual([]);
    await approve(await ask());
    expect((await createVms(ctx, member, form({ name: 'web-{1..2}' }))).vms).toHaveLength(2);
    expect((await failure(createVms(ctx, owner, form({ name: 'web-3' })))).code).toBe('approval_needed');
    expect((await createVms(ctx, first, form({ name: 'web-3' }))).vms).toHaveLength(1);
  });

  test('is kept by many at once: never more than it grants', async () => {
    const { ctx, member, form } = await setting();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => createVms(ctx, member, form({ name: `web-${n}` }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await t.db.vm.count()).toBe(2);
  });

  test('the quota stays above it: beyond that nothing can be asked for', async () => {
    const { ctx, project, member, form } = await setting();
    await setQuota(t.db, project.id, { vms: 3, vcpus: 40, memoryMib: 65_536, diskGib: 500 });
    expect((await failure(askForVms(ctx, member, form()))).code).toBe('quota_exceeded');
  });
});

describe('asking', () => {
  test('keeps the form with its user-data sealed, and the plan; tells those who decide; makes nothing', async () => {
    const { ctx, member, first, second, ask, see, told, project } = await setting();
    const id = await ask();
    const request = await see(id);
    expect(request).toMatchObject({
      ...{ number: 1, state: 'waiting', purpose: 'load test of the new cart', askedBy: { id: member.userId } },
      asked: { vms: 4, name: 'load-{01..04}', size: { vcpus: 1, memoryMib: 256 }, hasUserData: true },
      beyond: ['It grants 2 VMs without asking. This asks for 4.'],
      can: { approve: { ok: false }, withdraw: { ok: true } },
    });
    expect(request.plan.vms.map(({ name, host, address }) => [name, host, address])).toEqual([
      ['load-01', 'hv-1', '10.77.0.10'],
      ['load-02', 'hv-1', '10.77.0.11'],
      ['load-03', 'hv-1', '10.77.0.12'],
      ['load-04', 'hv-1', '10.77.0.13'],
    ]);
    const row = await t.db.request.findUniqueOrThrow({ where: { id }, include: { userData: true } });
    expect(JSON.stringify(row)).not.toContain('htop');
    for (const admin of [first, second])
      expect(await told(admin)).toMatchObject([
        { kind: 'request.asked', href: `/requests/${id}`, body: 'load test of the new cart' },
      ]);
    expect(await told(member)).toEqual([]);
    expect((await told(first))[0]?.title).toBe(`#1: Some Body asks for 4 VMs (load-01 – load-04) in ${project.name}`);
    expect(await t.db.vm.count()).toBe(0);
    expect((await requestForm(ctx, member, { requestId: id })).userData).toBe(cloudConfig);
    expect((await requestForm(ctx, first, { requestId: id })).userData).toBe('');
  });

  test('once for each form, however often it is sent; another form with its id is refused', async () => {
    const { ctx, member, form } = await setting();
    const input = form();
    const answers = await Promise.all([1, 2, 3].map(() => askForVms(ctx, member, input)));
    expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
    expect(await t.db.request.count()).toBe(1);
    expect((await failure(askForVms(ctx, member, { ...input, name: 'else-{1..9}' }))).code).toBe('invalid_input');
    // Its id makes no VMs either: they would count as approved.
    expect((await failure(createVms(ctx, member, { ...input, name: 'one' }))).code).toBe('invalid_input');
  });

  test('what the policy grants needs no asking', async () => {
    const { ctx, member, form } = await setting();
    expect(await failure(askForVms(ctx, member, form({ name: 'one' })))).toMatchObject({ code: 'not_allowed_now' });
  });

  test('texts of its plan are for who asked and who decides', async () => {
    const { project, member, first, ask, plan } = await setting();
    const id = await ask();
    const other = await actorIn(t.db, { [project.id]: 'viewer' });
    expect((await plan(id, {}, member)).plan.texts?.userData).toContain('htop');
    expect((await plan(id, {}, first)).plan.texts?.userData).toContain('htop');
    expect((await plan(id, {}, other)).plan.texts).toBeNull();
    expect((await plan(id, {}, other)).fleet).toBeNull();
    expect((await plan(id, {}, first)).fleet).toEqual({ memoryMib: 32_768, reservedMemoryMib: 0 });
  });
});

describe('an approval', () => {
  test('makes that plan in the asker’s name, and tells them', async () => {
    const { member, first, ask, approve, see, told, project } = await setting();
    const id = await ask();
    const made = await approve(id);
    const request = await see(id);
    expect(request).toMatchObject({ state: 'approved', decidedBy: { id: first.userId }, granted: { vms: 4 } });
    expect(request.made.map(({ name, state }) => [name, state])).toEqual(
      ['load-01', 'load-02', 'load-03', 'load-04'].map((name) => [name, 'creating']),
    );
    expect(made.batchId).not.toBeNull();
    const vms = await t.db.vm.findMany({ include: { ports: true, operations: true, host: true } });
    expect(vms.every(({ createdById, userDataId }) => createdById === member.userId && userDataId !== null)).toBe(true);
    expect(vms.every(({ operations }) => operations[0]?.userId === member.userId)).toBe(true);
    expect(vms.map(({ host }) => host.name)).toEqual(request.plan.vms.map(({ host }) => host));
    expect(await told(member)).toMatchObject([
      { kind: 'request.approved', href: `/projects/${project.name}/requests/${id}` },
    ]);
  });

  test('with a change keeps both: what was asked for and what was granted', async () => {
    const { member, ask, approve, see, told } = await setting();
    const id = await ask();
    await approve(id, undefined, { vms: 3, memoryMib: 128 });
    const request = await see(id);
    expect(request.asked).toMatchObject({ name: 'load-{01..04}', vms: 4, size: { memoryMib: 256 } });
    expect(request.granted).toMatchObject({ name: 'load-{01..03}', vms: 3, size: { memoryMib: 128 }, flavorId: null });
    expect(request.made.map(({ name }) => name)).toEqual(['load-01', 'load-02', 'load-03']);
    expect((await told(member))[0]).toMatchObject({
      title: '#1 was approved with changes: 3 VMs (load-01 – load-03)',
      body: '3 of the 4 VMs, each with 1 vCPU, 0.13 GiB of memory and 2 GiB of disk.',
    });
  });

  test('is nobody’s own, and a member’s never', async () => {
    const { ctx, first, second, member, ask, approve, plan } = await setting();
    const own = await ask({}, first);
    expect(await failure(approve(own, first))).toMatchObject({
      code: 'not_allowed_now',
      message: 'This is your own request: another admin must decide on it',
    });
    const reject = rejectRequest(ctx, first, { requestId: own, reason: 'no' });
    expect((await failure(reject)).code).toBe('not_allowed_now');
    const { hash } = (await plan(own)).plan;
    const byMember = approveRequest(ctx, member, { requestId: own, change: {}, hash });
    expect((await failure(byMember)).code).toBe('not_found');
    expect((await approve(own, second)).vms).toHaveLength(4);
  });

  test('keeps the places of its plan while they can be had, though others would be better by now', async () => {
    const { hosts, ask, plan, approve, see } = await setting();
    const id = await ask();
    const [, two] = hosts;
    // The image is everywhere now, and hv-1 has promised half of what it has.
    await t.db.hostReservation.update({ where: { hostId: hosts[0]?.id ?? '' }, data: { memoryMib: 8_000 } });
    await t.db.imageCopy.deleteMany();
    await makeImageCopy(t.db, { imageId: (await t.db.image.findFirstOrThrow()).id, hostId: two?.id ?? '' });
    expect((await plan(id)).changes).toEqual([]);
    await approve(id);
    expect((await see(id)).grantedPlan?.vms.map(({ host }) => host)).toEqual(Array(4).fill('hv-1'));
  });

  test('of a plan that no longer holds is refused with what is otherwise, and is approved anew', async () => {
    const { ctx, hosts, first, ask, plan, see, network } = await setting();
    const id = await ask();
    const seen = (await plan(id)).plan.hash;
    // Its host went away, and somebody took its first address.
    const project = await makeProject(t.db);
    await makeVm(t.db, { projectId: project.id, hostId: hosts[1]?.id ?? '', networkId: network.id });
    await t.db.port.updateMany({ data: { address: '10.77.0.10' } });
    await t.db.host.update({ where: { name: 'hv-1' }, data: { state: 'unreachable' } });
    expect((await failure(approveRequest(ctx, first, { requestId: id, change: {}, hash: seen }))).code).toBe(
      'plan_changed',
    );
    expect(await see(id)).toMatchObject({ state: 'waiting', made: [] });
    const now = await plan(id);
    expect(now.changes[0]).toEqual({ of: 'load-01 – load-04', what: 'host', was: 'hv-1', now: 'hv-2' });
    expect(now.changes[1]).toEqual({ of: 'load-01', what: 'address', was: '10.77.0.10', now: '10.77.0.11' });
    await approveRequest(ctx, first, { requestId: id, change: {}, hash: now.plan.hash });
    expect((await see(id)).made).toHaveLength(4);
  });

  test.each([
    [
      'a name is taken',
      'name_taken',
      async (projectId: string) => void (await makeVm(t.db, { projectId, name: 'load-02' })),
    ],
    [
      'the quota is gone',
      'quota_exceeded',
      (projectId: string) => setQuota(t.db, projectId, { vms: 1, vcpus: 40, memoryMib: 65_536, diskGib: 500 }),
    ],
    [
      'no host is up',
      'no_valid_host',
      async () => void (await t.db.host.updateMany({ data: { state: 'unreachable' } })),
    ],
    [
      'its asker is a viewer by now',
      'not_allowed_now',
      async () => void (await t.db.membership.updateMany({ data: { role: 'viewer' } })),
    ],
  ])('when meanwhile %s: it says so, and waits on', async (_, code, meanwhile) => {
    const { project, ask, approve, see } = await setting();
    const id = await ask();
    await meanwhile(project.id);
    expect((await failure(approve(id))).code).toBe(code);
    expect(await see(id)).toMatchObject({ state: 'waiting', made: [] });
    expect(await t.db.vm.count({ where: { requestId: id } })).toBe(0);
  });
});

describe('at once', () => {
  test('several approvers: it is made once, and the others hear by whom', async () => {
    const { ctx, first, second, ask, plan } = await setting();
    const id = await ask();
    const { hash } = (await plan(id)).plan;
    const outcomes = await Promise.allSettled(
      [first, second, first, second].map((by) => approveRequest(ctx, by, { requestId: id, change: {}, hash })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({
          code: 'not_allowed_now',
          message: 'It was approved by Some Body already',
        });
    expect(await t.db.vm.count()).toBe(4);
  });

  test('approval, rejection and withdrawal: one of them, and what is made fits it', async () => {
    const { ctx, member, first, second, ask, plan, see } = await setting();
    for (let round = 0; round < 5; round++) {
      const id = await ask({ name: `r${round}-{1..3}` });
      const { hash } = (await plan(id)).plan;
      const outcomes = await Promise.allSettled([
        approveRequest(ctx, first, { requestId: id, change: {}, hash }),
        rejectRequest(ctx, second, { requestId: id, reason: 'too many' }),
        withdrawRequest(ctx, member, { requestId: id }),
      ]);
      const how = ['approved', 'rejected', 'withdrawn'] as const;
      const done = how.filter((_, at) => outcomes[at]?.status === 'fulfilled');
      expect(done).toHaveLength(1);
      const { state, made } = await see(id);
      expect(state).toBe(done[0]);
      expect(made).toHaveLength(state === 'approved' ? 3 : 0);
      expect(await t.db.vm.count({ where: { requestId: id } })).toBe(made.length);
    }
  });

  test('two requests for the same names: the second says that they are taken', async () => {
    const { first, second, ask, approve, see } = await setting();
    const [one, two] = [await ask(), await ask()];
    const outcomes = await Promise.allSettled([approve(one, first), approve(two, second)]);
    const refused = outcomes.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: expect.stringMatching(/name_taken|plan_changed/) } });
    expect([(await see(one)).state, (await see(two)).state].sort()).toEqual(['approved', 'waiting']);
    expect(await t.db.vm.count()).toBe(4);
  });
});

describe('no', () => {
  test('by an admin, with the reason that the asker is told', async () => {
    const { ctx, member, first, ask, see, told } = await setting();
    const id = await ask();
    await rejectRequest(ctx, first, { requestId: id, reason: 'ask again after the release' });
    expect(await see(id)).toMatchObject({
      ...{ state: 'rejected', reason: 'ask again after the release', decidedBy: { id: first.userId } },
      can: { withdraw: { ok: false, reason: 'It was rejected by Some Body already' } },
    });
    expect((await told(member))[0]).toMatchObject({
      kind: 'request.rejected',
      body: 'Some Body: ask again after the release',
    });
    expect((await failure(rejectRequest(ctx, first, { requestId: id, reason: 'again' }))).code).toBe('not_allowed_now');
  });

  test('by its project: any member takes it back, and its asker is told when it was another', async () => {
    const { ctx, project, member, ask, see, told } = await setting();
    const [own, others] = [await ask(), await ask({ name: 'two-{1..3}' })];
    await withdrawRequest(ctx, member, { requestId: own });
    expect(await told(member)).toEqual([]);
    const colleague = await actorIn(t.db, { [project.id]: 'member' });
    expect(can(colleague, 'requests.withdraw', project.id)).toBe(true);
    await withdrawRequest(ctx, colleague, { requestId: others });
    expect((await see(others)).state).toBe('withdrawn');
    expect(await told(member)).toMatchObject([{ kind: 'request.withdrawn', title: '#2 was withdrawn by Some Body' }]);
  });
});
