import { newId } from '@virtfleet/contracts/ids';
import type { Role } from '@virtfleet/contracts/views';
import { listMembers } from '@virtfleet/db/members';
import { listen } from '@virtfleet/db/notify';
import type { Actor } from '@virtfleet/domain/authz';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeProject, makeSession, makeUser } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../context.ts';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { addMember, removeMember, setMemberRole } from './members.ts';

let t: TestDatabase;
let ctx: ServiceContext;
let projectId: string;
let owner: Actor;
beforeAll(async () => {
  t = await testDatabase();
  ctx = testContext(t.db);
});
afterAll(() => t.drop());
beforeEach(async () => {
  projectId = (await makeProject(t.db)).id;
  owner = await actorIn(t.db, { [projectId]: 'owner' });
});

const rolesNow = async () =>
  Object.fromEntries((await listMembers(t.db, projectId)).map(({ userId, role }) => [userId, role]));
const setRole = (by: Actor, { userId }: { userId: string }, role: Role) =>
  setMemberRole(ctx, by, { projectId, userId, role });

test('an owner adds someone by their address, changes what they may do, and takes them out', async () => {
  const { id: userId, email } = await makeUser(t.db);
  expect(await addMember(ctx, owner, { projectId, email, role: 'viewer' })).toEqual({ userId });
  const twice = await failure(addMember(ctx, owner, { projectId, email, role: 'owner' }));
  expect(twice).toMatchObject({ field: 'email', message: expect.stringContaining('as viewer') });
  await setRole(owner, { userId }, 'member');
  await setRole(owner, { userId }, 'member');
  expect(await rolesNow()).toEqual({ [owner.userId]: 'owner', [userId]: 'member' });
  await removeMember(ctx, owner, { projectId, userId });
  expect(await rolesNow()).toEqual({ [owner.userId]: 'owner' });
  expect(await failure(removeMember(ctx, owner, { projectId, userId }))).toMatchObject({ code: 'not_found' });
  const nobody = addMember(ctx, owner, { projectId, email: 'nobody@example.org', role: 'viewer' });
  expect(await failure(nobody)).toMatchObject({ code: 'invalid_input', field: 'email' });
});

test('a changed role makes the person’s open streams look again, and tells the project’s pages', async () => {
  const { id: userId } = await makeUser(t.db, { roles: { [projectId]: 'viewer' } });
  const session = await makeSession(t.db, { userId });
  const onRevoked = vi.fn();
  const onChanges = vi.fn();
  const listener = await listen(t.url, { onRevoked, onChanges });
  try {
    await setRole(owner, { userId }, 'member');
    await vi.waitFor(() => {
      expect(onRevoked).toHaveBeenCalledWith(session.id);
      expect(onChanges.mock.calls.flat(2)).toContainEqual({ kind: 'members', projectId });
    });
  } finally {
    await listener.close();
  }
  expect(await t.db.session.count({ where: { userId, revokedAt: null } })).toBe(1);
});

describe('the only owner', () => {
  test('stays, until there is another; one who can’t sign in is none', async () => {
    const { id: disabled } = await makeUser(t.db, { roles: { [projectId]: 'owner' }, disabledAt: new Date() });
    const words = { code: 'not_allowed_now', message: expect.stringContaining('only owner') };
    expect(await failure(setRole(owner, owner, 'member'))).toMatchObject(words);
    expect(await failure(removeMember(ctx, owner, { projectId, userId: owner.userId }))).toMatchObject(words);
    const member = await actorIn(t.db, { [projectId]: 'member' });
    await setRole(owner, member, 'owner');
    await removeMember(ctx, owner, { projectId, userId: owner.userId });
    const promoted: Actor = { ...member, roles: { [projectId]: 'owner' } };
    await removeMember(ctx, promoted, { projectId, userId: disabled });
    expect(await rolesNow()).toEqual({ [member.userId]: 'owner' });
  });

  test('is there still when two remove or demote each other at the same moment', async () => {
    for (const change of [
      (by: Actor, { userId }: Actor) => removeMember(ctx, by, { projectId, userId }),
      (by: Actor, other: Actor) => setRole(by, other, 'viewer'),
    ]) {
      projectId = (await makeProject(t.db)).id;
      const [one, other] = [
        await actorIn(t.db, { [projectId]: 'owner' }),
        await actorIn(t.db, { [projectId]: 'owner' }),
      ];
      const outcomes = await Promise.allSettled([change(one, other), change(other, one)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(Object.values(await rolesNow()).filter((role) => role === 'owner')).toHaveLength(1);
    }
  });
});

test('whoever is no owner changes nobody, not by a role that they had a moment ago either', async () => {
  const { id: userId, email } = await makeUser(t.db);
  const others: [Actor, string][] = [
    [await actorIn(t.db, {}), 'not_found'],
    [await actorIn(t.db, { [projectId]: 'viewer' }), 'read_only'],
    [await actorIn(t.db, { [projectId]: 'member' }), 'read_only'],
  ];
  for (const [actor, code] of others) {
    expect(await failure(addMember(ctx, actor, { projectId, email, role: 'viewer' }))).toMatchObject({ code });
    expect(await failure(setRole(actor, actor, 'owner'))).toMatchObject({ code });
    expect(await failure(removeMember(ctx, actor, { projectId, userId: owner.userId }))).toMatchObject({ code });
  }
  const former = await actorIn(t.db, { [projectId]: 'owner' });
  await setRole(owner, former, 'viewer');
  expect(await failure(setRole(former, former, 'owner'))).toMatchObject({ code: 'read_only' });
  const admin: Actor = { ...(await actorIn(t.db, {})), isAdmin: true };
  await addMember(ctx, admin, { projectId, email, role: 'viewer' });
  expect(await rolesNow()).toMatchObject({ [userId]: 'viewer' });
  const elsewhere = addMember(ctx, admin, { projectId: newId(), email, role: 'viewer' });
  expect(await failure(elsewhere)).toMatchObject({ code: 'not_found' });
});
