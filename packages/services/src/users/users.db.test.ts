import { newId } from '@virtfleet/contracts/ids';
import { newPassword } from '@virtfleet/contracts/user';
import { listen } from '@virtfleet/db/notify';
import { verifyPassword } from '@virtfleet/db/passwords';
import { userDetail } from '@virtfleet/db/users';
import type { Actor } from '@virtfleet/domain/authz';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeProject, makeSession, makeUser } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../context.ts';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { createUser } from './create.ts';
import { changePassword, resetPassword } from './password.ts';
import { endMySessions, endUserSessions } from './sessions.ts';
import { setAdmin, setDisabled } from './standing.ts';
import { renameMe, updateUser } from './update.ts';

let t: TestDatabase;
let ctx: ServiceContext;
let admin: Actor;
beforeEach(async () => {
  t = await testDatabase();
  ctx = testContext(t.db);
  admin = await anAdmin();
});
afterEach(() => t.drop());

async function anAdmin(): Promise<Actor> {
  const actor = await actorIn(t.db, {});
  await t.db.user.update({ where: { id: actor.userId }, data: { isAdmin: true } });
  return { ...actor, isAdmin: true };
}

const userRow = (id: string) => t.db.user.findUniqueOrThrow({ where: { id } });
const openSessions = (userId: string) => t.db.session.count({ where: { userId, revokedAt: null } });
const admins = () => t.db.user.count({ where: { isAdmin: true, disabledAt: null } });

describe('making an account', () => {
  test('answers a password that is good for a week, must be changed, and is kept as a hash only', async () => {
    const { id: projectId, name: project } = await makeProject(t.db);
    const person = { name: 'Ada', email: 'ada@example.org', isAdmin: false };
    const made = await createUser(ctx, admin, { ...person, memberships: [{ projectId, role: 'member' }] });
    expect(newPassword.safeParse(made.password).success).toBe(true);
    const row = await userRow(made.userId);
    expect(row).toMatchObject({ ...person, oneTimeUntil: made.until });
    expect(made.until.getTime() - Date.now()).toBeGreaterThan(6.9 * 24 * 3_600_000);
    expect(row.passwordHash).not.toContain(made.password);
    expect(await verifyPassword(made.password, row.passwordHash)).toBe(true);
    expect(await userDetail(t.db, made.userId, admin)).toMatchObject({
      memberships: [{ projectId, project, role: 'member' }],
      sessions: [],
      lastSeenAt: null,
    });
  });

  test('of the same address at the same moment makes one; a project that is gone makes none', async () => {
    const make = () =>
      createUser(ctx, admin, { name: 'Ada', email: 'ada@example.org', isAdmin: false, memberships: [] });
    const outcomes = await Promise.allSettled([make(), make(), make()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const o of outcomes)
      if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'name_taken', field: 'email' });
    const { id: archived } = await makeProject(t.db, { archivedAt: new Date() });
    for (const projectId of [newId(), archived]) {
      const memberships = [{ projectId, role: 'viewer' as const }];
      const refused = createUser(ctx, admin, { name: 'Bob', email: 'bob@example.org', isAdmin: false, memberships });
      expect(await failure(refused)).toMatchObject({ field: 'memberships' });
    }
    expect(await t.db.user.count({ where: { email: 'bob@example.org' } })).toBe(0);
  });
});

describe('the last admin', () => {
  test('is neither disabled nor demoted, by themselves or by another', async () => {
    const disabled = await anAdmin();
    await t.db.user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
    const demotion = await failure(setAdmin(ctx, admin, { userId: admin.userId, isAdmin: false }));
    expect(demotion).toMatchObject({ code: 'not_allowed_now', message: expect.stringContaining('last admin') });
    expect(await failure(setDisabled(ctx, admin, { userId: admin.userId, disabled: true }))).toMatchObject({
      message: 'Nobody disables themselves',
    });
    expect(await admins()).toBe(1);
  });

  test.each(['demote', 'disable'] as const)('stays when two %s each other at the same moment', async (what) => {
    for (let round = 0; round < 5; round++) {
      const other = await anAdmin();
      const change = (by: Actor, { userId }: Actor) =>
        what === 'demote'
          ? setAdmin(ctx, by, { userId, isAdmin: false })
          : setDisabled(ctx, by, { userId, disabled: true });
      const outcomes = await Promise.allSettled([change(admin, other), change(other, admin)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      // Whoever came second is no admin any more, so for them there is no such thing.
      for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'not_found' });
      expect(await admins()).toBe(1);
      if (!(await isAdminNow(admin))) admin = other;
    }
  });

  test('may go once another is there', async () => {
    const other = await anAdmin();
    await setAdmin(ctx, admin, { userId: admin.userId, isAdmin: false });
    expect(await failure(setAdmin(ctx, other, { userId: other.userId, isAdmin: false }))).toBeTruthy();
    await setAdmin(ctx, other, { userId: admin.userId, isAdmin: true });
    await setAdmin(ctx, other, { userId: admin.userId, isAdmin: true });
    expect(await admins()).toBe(2);
  });

  async function isAdminNow({ userId }: Actor) {
    const { isAdmin, disabledAt } = await userRow(userId);
    return isAdmin && disabledAt === null;
  }
});

describe('what acts at once', () => {
  test('disabling ends every session and says so to every process; enabling lets them sign in again', async () => {
    const { id: userId } = await makeUser(t.db);
    const sessions = [await makeSession(t.db, { userId }), await makeSession(t.db, { userId })];
    const onRevoked = vi.fn();
    const onChanges = vi.fn();
    const listener = await listen(t.url, { onRevoked, onChanges });
    try {
      await setDisabled(ctx, admin, { userId, disabled: true });
      expect(await openSessions(userId)).toBe(0);
      await vi.waitFor(() => {
        for (const { id } of sessions) expect(onRevoked).toHaveBeenCalledWith(id);
        expect(onChanges.mock.calls.flat(2)).toContainEqual({ kind: 'users', id: userId });
      });
    } finally {
      await listener.close();
    }
    await setDisabled(ctx, admin, { userId, disabled: false });
    expect((await userRow(userId)).disabledAt).toBeNull();
  });

  test('becoming an admin makes open streams look again', async () => {
    const { id: userId } = await makeUser(t.db);
    const session = await makeSession(t.db, { userId });
    const over = await makeSession(t.db, { userId, revokedAt: new Date() });
    const onRevoked = vi.fn();
    const listener = await listen(t.url, { onRevoked });
    try {
      await setAdmin(ctx, admin, { userId, isAdmin: true });
      await vi.waitFor(() => expect(onRevoked).toHaveBeenCalledWith(session.id));
      expect(onRevoked).not.toHaveBeenCalledWith(over.id);
    } finally {
      await listener.close();
    }
    expect(await openSessions(userId)).toBe(1);
  });
});

describe('a password', () => {
  test('that an admin resets is a one-time one, and ends the sessions; one’s own is not reset', async () => {
    const { id: userId } = await makeUser(t.db, { password: 'the one before' });
    await makeSession(t.db, { userId });
    const { password, until } = await resetPassword(ctx, admin, { userId });
    const row = await userRow(userId);
    expect(row.oneTimeUntil).toEqual(until);
    expect(await verifyPassword(password, row.passwordHash)).toBe(true);
    expect(await openSessions(userId)).toBe(0);
    expect(await failure(resetPassword(ctx, admin, { userId: admin.userId }))).toMatchObject({
      code: 'not_allowed_now',
    });
    expect(await failure(resetPassword(ctx, admin, { userId: newId() }))).toMatchObject({ code: 'not_found' });
  });

  test('of one’s own replaces a one-time one; this session goes on, the others end', async () => {
    const { user, actor, other } = await signedIn({ oneTimeUntil: new Date(Date.now() + 60_000) });
    await changePassword(ctx, { ...actor, passwordDue: true }, { current: 'the one before', next: 'correct horse' });
    const row = await userRow(user.id);
    expect(row.oneTimeUntil).toBeNull();
    expect(row.passwordChangedAt).not.toBeNull();
    expect(await verifyPassword('correct horse', row.passwordHash)).toBe(true);
    const open = await t.db.session.findMany({ where: { userId: user.id, revokedAt: null } });
    expect(open.map(({ id }) => id)).toEqual([actor.sessionId]);
    expect(other.id).not.toBe(actor.sessionId);
  });

  test('asks for the current one, a few times only; and for another than that', async () => {
    const { user, actor } = await signedIn();
    const change = (current: string, next = 'correct horse') => failure(changePassword(ctx, actor, { current, next }));
    expect(await change('the one before', 'the one before')).toMatchObject({ field: 'next' });
    expect(await change('the one before', ` ${user.email.toUpperCase()}`)).toMatchObject({ field: 'next' });
    for (let i = 0; i < 5; i++) expect(await change('a guess')).toMatchObject({ field: 'current' });
    const throttled = await change('the one before');
    expect(throttled).toMatchObject({ field: 'current', message: expect.stringContaining('Too many tries') });
    expect(await verifyPassword('the one before', (await userRow(user.id)).passwordHash)).toBe(true);
  });

  test('that an admin resets at the same moment stays as the admin set it', async () => {
    const { user, actor } = await signedIn();
    const [reset, own] = await Promise.allSettled([
      resetPassword(ctx, admin, { userId: user.id }),
      changePassword(ctx, actor, { current: 'the one before', next: 'correct horse' }),
    ]);
    if (reset.status !== 'fulfilled') throw reset.reason;
    const { passwordHash } = await userRow(user.id);
    // Either the change came first and was reset, or it found another password.
    expect(await verifyPassword(reset.value.password, passwordHash)).toBe(true);
    if (own.status === 'rejected') expect(own.reason).toMatchObject({ field: 'current' });
  });

  async function signedIn(data: { oneTimeUntil?: Date } = {}) {
    const user = await makeUser(t.db, { password: 'the one before', ...data });
    const session = await makeSession(t.db, { userId: user.id });
    const other = await makeSession(t.db, { userId: user.id });
    const { id: userId, name, email } = user;
    const actor: Actor = { userId, sessionId: session.id, name, email, isAdmin: false, passwordDue: false, roles: {} };
    return { user, actor, other };
  }
});

describe('sessions', () => {
  test('one’s own end one by one, all others, or all; another’s never', async () => {
    const actor = await actorIn(t.db, {});
    const { userId } = actor;
    const own = await makeSession(t.db, { userId, id: actor.sessionId });
    const others = [await makeSession(t.db, { userId }), await makeSession(t.db, { userId })];
    const theirs = await makeSession(t.db);
    expect(await failure(endMySessions(ctx, actor, { sessionId: theirs.id }))).toMatchObject({ code: 'not_found' });
    expect(await endMySessions(ctx, actor, { sessionId: others[0]?.id ?? '' })).toEqual({ ended: 1 });
    expect(await endMySessions(ctx, actor, { which: 'others' })).toEqual({ ended: 1 });
    expect(await openSessions(userId)).toBe(1);
    expect(await endMySessions(ctx, actor, { which: 'all' })).toEqual({ ended: 1 });
    expect((await t.db.session.findUniqueOrThrow({ where: { id: own.id } })).revokedAt).not.toBeNull();
    expect((await t.db.session.findUniqueOrThrow({ where: { id: theirs.id } })).revokedAt).toBeNull();
  });

  test('of anyone are an admin’s to end; one of somebody else is not ended by mistake', async () => {
    const { id: userId } = await makeUser(t.db);
    const session = await makeSession(t.db, { userId });
    const theirs = await makeSession(t.db);
    expect(await endUserSessions(ctx, admin, { userId, sessionId: theirs.id })).toEqual({ ended: 0 });
    expect(await endUserSessions(ctx, admin, { userId, sessionId: session.id })).toEqual({ ended: 1 });
    expect(await endUserSessions(ctx, admin, { userId })).toEqual({ ended: 0 });
  });
});

test('a name is one’s own to change, an address an admin’s, and it is nobody else’s', async () => {
  const actor = await actorIn(t.db, {});
  await renameMe(ctx, actor, { name: 'Grace' });
  await updateUser(ctx, admin, { userId: actor.userId, name: 'Grace H.', email: 'grace@example.org' });
  expect(await userRow(actor.userId)).toMatchObject({ name: 'Grace H.', email: 'grace@example.org' });
  const taken = updateUser(ctx, admin, { userId: admin.userId, name: 'A', email: 'grace@example.org' });
  expect(await failure(taken)).toMatchObject({ code: 'name_taken', field: 'email' });
  const gone = updateUser(ctx, admin, { userId: newId(), name: 'A', email: 'a@example.org' });
  expect(await failure(gone)).toMatchObject({ code: 'not_found' });
});

test('none of it is for anyone but an admin', async () => {
  const actor = await actorIn(t.db, {});
  const { userId } = admin;
  for (const tried of [
    createUser(ctx, actor, { name: 'A', email: 'a@example.org', isAdmin: true, memberships: [] }),
    updateUser(ctx, actor, { userId, name: 'A', email: 'a@example.org' }),
    setAdmin(ctx, actor, { userId: actor.userId, isAdmin: true }),
    setDisabled(ctx, actor, { userId, disabled: true }),
    resetPassword(ctx, actor, { userId }),
    endUserSessions(ctx, actor, { userId }),
  ])
    expect(await failure(tried)).toMatchObject({ code: 'not_found' });
});
