import { newId } from '@virtfleet/contracts/ids';
import { defaultQuota } from '@virtfleet/contracts/quota';
import { listProjects, projectsOf } from '@virtfleet/db/projects';
import { lockQuota, quotaOf } from '@virtfleet/db/quotas';
import type { Actor } from '@virtfleet/domain/authz';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeKeypair, makeNetwork, makeProject, makeUser, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServiceContext } from '../context.ts';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { createProject } from './create.ts';
import { archiveProject, deleteProject, restoreProject } from './put-away.ts';

let t: TestDatabase;
let ctx: ServiceContext;
let admin: Actor;
beforeAll(async () => {
  t = await testDatabase();
  ctx = testContext(t.db);
  admin = { ...(await actorIn(t.db, {})), isAdmin: true };
});
afterAll(() => t.drop());

const listed = async (id: string) => (await listProjects(t.db)).find((project) => project.id === id);

describe('making a project', () => {
  test('with its first owner, or with nobody', async () => {
    const { email, id: userId, name: person } = await makeUser(t.db, { name: 'Ada' });
    const { projectId } = await createProject(ctx, admin, { name: 'shop', ownerEmail: email });
    expect(await listed(projectId)).toMatchObject({
      name: 'shop',
      owners: [person],
      memberCount: 1,
      quota: { limits: defaultQuota, used: { vms: 0, vcpus: 0, memoryMib: 0, diskGib: 0 } },
    });
    expect(await t.db.membership.findMany({ where: { projectId } })).toMatchObject([{ userId, role: 'owner' }]);
    const bare = await createProject(ctx, admin, { name: 'bare', ownerEmail: '' });
    expect(await listed(bare.projectId)).toMatchObject({ owners: [], memberCount: 0 });
    const nobody = createProject(ctx, admin, { name: 'none', ownerEmail: 'nobody@example.org' });
    expect(await failure(nobody)).toMatchObject({ field: 'ownerEmail' });
    expect(await t.db.project.count({ where: { name: 'none' } })).toBe(0);
  });

  test('of one name is done once, also at the same moment', async () => {
    const make = () => createProject(ctx, admin, { name: 'twice', ownerEmail: '' });
    const outcomes = await Promise.allSettled([make(), make(), make()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const o of outcomes)
      if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'name_taken', field: 'name' });
  });

  test('is for admins', async () => {
    const { id: projectId, name: confirmName } = await makeProject(t.db);
    const owner = await actorIn(t.db, { [projectId]: 'owner' });
    for (const tried of [
      createProject(ctx, owner, { name: 'mine', ownerEmail: '' }),
      archiveProject(ctx, owner, { projectId }),
      restoreProject(ctx, owner, { projectId }),
      deleteProject(ctx, owner, { projectId, confirmName }),
    ])
      expect(await failure(tried)).toMatchObject({ code: 'not_found' });
  });
});

test('the list counts what each has as its quota does', async () => {
  const { id: projectId } = await makeProject(t.db);
  await makeVm(t.db, { projectId, diskGib: 3 });
  await makeVm(t.db, { projectId, diskGib: 5, failure: 'no space' });
  await makeVm(t.db, { projectId, diskGib: 7, deletedAt: new Date() });
  await t.db.volume.create({ data: { id: newId(), projectId, name: 'spare', sizeGib: 11 } });
  const project = await listed(projectId);
  expect(project?.quota).toEqual(await quotaOf(t.db, projectId));
  expect(project?.quota.used).toMatchObject({ vms: 1, diskGib: 14 });
  expect(project?.can.archive).toEqual({ ok: false, reason: 'It still has 2 VMs and 1 volume' });
});

describe('putting a project away', () => {
  test('needs it empty: of VMs, failed ones too, of volumes and of networks', async () => {
    const withVm = await makeVm(t.db, { failure: 'no space' });
    const { id: withNetwork } = await makeProject(t.db);
    await makeNetwork(t.db, { projectId: withNetwork });
    for (const projectId of [withVm.projectId, withNetwork]) {
      expect(await failure(archiveProject(ctx, admin, { projectId }))).toMatchObject({ code: 'not_allowed_now' });
      const deletion = deleteProject(ctx, admin, { projectId, confirmName: '' });
      expect(await failure(deletion)).toMatchObject({ code: 'not_allowed_now' });
    }
  });

  test('archived, it keeps its history and members, and nobody has a role in it; restored, all is as before', async () => {
    const { projectId } = await makeVm(t.db, { deletedAt: new Date() });
    const project = await t.db.project.findUniqueOrThrow({ where: { id: projectId } });
    const owner = await actorIn(t.db, { [projectId]: 'owner' });
    const deletion = deleteProject(ctx, admin, { projectId, confirmName: project.name });
    expect(await failure(deletion)).toMatchObject({ message: expect.stringContaining('history') });
    await archiveProject(ctx, admin, { projectId });
    expect(await projectsOf(t.db, owner)).toEqual([]);
    expect((await projectsOf(t.db, admin)).map(({ id }) => id)).not.toContain(projectId);
    expect((await listed(projectId))?.archivedAt).not.toBeNull();
    expect(await failure(archiveProject(ctx, admin, { projectId }))).toMatchObject({ code: 'not_allowed_now' });
    const taken = createProject(ctx, admin, { name: project.name, ownerEmail: '' });
    expect((await failure(taken)).message).toContain('archive');
    await restoreProject(ctx, admin, { projectId });
    expect((await projectsOf(t.db, owner)).map(({ id }) => id)).toEqual([projectId]);
    expect(await failure(restoreProject(ctx, admin, { projectId }))).toMatchObject({ code: 'not_allowed_now' });
  });

  test('deleted, it goes with its members and keys, once its name was typed', async () => {
    const { id: projectId, name } = await makeProject(t.db);
    await actorIn(t.db, { [projectId]: 'owner' });
    await makeKeypair(t.db, { projectId });
    await t.db.$transaction((tx) => lockQuota(tx, projectId));
    const mistyped = deleteProject(ctx, admin, { projectId, confirmName: `${name}x` });
    expect(await failure(mistyped)).toMatchObject({ field: 'confirmName' });
    await deleteProject(ctx, admin, { projectId, confirmName: name });
    expect(await listed(projectId)).toBeUndefined();
    expect(await failure(deleteProject(ctx, admin, { projectId, confirmName: name }))).toMatchObject({
      code: 'not_found',
    });
  });

  test('and making a VM in it at the same moment: one of the two is refused', async () => {
    const { id: projectId } = await makeProject(t.db);
    const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>();
    const { promise: archiving, resolve: goOn } = Promise.withResolvers<void>();
    const create = t.db.$transaction(async (tx) => {
      await lockQuota(tx, projectId);
      isLocked();
      await archiving;
      await makeVm(tx, { projectId });
    });
    await locked;
    const archive = failure(archiveProject(ctx, admin, { projectId }));
    await expect.poll(waitingForLocks).toBe(1);
    goOn();
    await create;
    expect(await archive).toMatchObject({ code: 'not_allowed_now', message: 'It still has 1 VM' });

    const { id: other } = await makeProject(t.db);
    await archiveProject(ctx, admin, { projectId: other });
    const late = t.db.$transaction((tx) => lockQuota(tx, other));
    expect(await failure(late)).toMatchObject({ code: 'not_found' });
  });

  async function waitingForLocks(): Promise<number> {
    const [row] = await t.db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.n ?? 0;
  }
});
