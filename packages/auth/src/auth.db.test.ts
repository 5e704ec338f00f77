import { listen } from '@virtfleet/db/notify';
import { createThrottle } from '@virtfleet/db/sign-in-attempts';
import { can } from '@virtfleet/domain/authz';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeProject, makeSession, makeUser } from '@virtfleet/testing/factories';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { actorOfSession, sessionLifeMs } from './actor.ts';
import { sessionIdOf } from './cookie.ts';
import { endSession, signIn } from './sign-in.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const attempt = (email: string, password: string) =>
  signIn(t.db, createThrottle(t.db), { email, password, userAgent: 'Browser 1' });

describe('signing in', () => {
  test('begins a session that speaks for the person, with the roles they have now', async () => {
    const { id: projectId } = await makeProject(t.db);
    const user = await makeUser(t.db, {
      email: 'ada@example.org',
      password: 'pencil',
      roles: { [projectId]: 'viewer' },
    });
    const result = await attempt('  Ada@Example.org ', 'pencil');
    if (!result.ok) throw new Error('refused');
    const actor = await actorOfSession(t.db, result.sessionId);
    expect(actor).toEqual({
      userId: user.id,
      sessionId: result.sessionId,
      name: user.name,
      email: 'ada@example.org',
      isAdmin: false,
      passwordDue: false,
      roles: { [projectId]: 'viewer' },
    });
    await t.db.membership.update({
      where: { projectId_userId: { projectId, userId: user.id } },
      data: { role: 'owner' },
    });
    expect((await actorOfSession(t.db, result.sessionId))?.roles).toEqual({ [projectId]: 'owner' });
    const row = await t.db.session.findUniqueOrThrow({ where: { id: result.sessionId } });
    expect(row.userAgent).toBe('Browser 1');
    expect(row.expiresAt.getTime() - Date.now()).toBeGreaterThan(sessionLifeMs - 60_000);
  });

  test('refuses a wrong password, a stranger and a disabled account in the same way, making no session', async () => {
    await makeUser(t.db, { email: 'bob@example.org', password: 'pencil' });
    await makeUser(t.db, { email: 'gone@example.org', password: 'pencil', disabledAt: new Date() });
    const before = await t.db.session.count();
    for (const [email, password] of [
      ['bob@example.org', 'pen'],
      ['bob@example.org', ''],
      ['nobody@example.org', 'pencil'],
      ['gone@example.org', 'pencil'],
      ['', ''],
    ] as const)
      expect(await attempt(email, password)).toEqual({ ok: false, reason: 'wrong' });
    expect(await t.db.session.count()).toBe(before);
  });

  test('by a one-time password begins a session that is good for nothing but another password; and not for ever', async () => {
    const oneTimeUntil = new Date(Date.now() + 60_000);
    const { id } = await makeUser(t.db, { email: 'dora@example.org', password: 'pencil', oneTimeUntil });
    const result = await attempt('dora@example.org', 'pencil');
    if (!result.ok) throw new Error('refused');
    const actor = await actorOfSession(t.db, result.sessionId);
    expect(actor).toMatchObject({ passwordDue: true });
    expect(can(actor, 'me.get')).toBe(false);
    expect(can(actor, 'me.changePassword')).toBe(true);
    await t.db.user.update({ where: { id }, data: { oneTimeUntil: new Date() } });
    expect(await attempt('dora@example.org', 'pencil')).toEqual({ ok: false, reason: 'expired' });
    expect(await attempt('dora@example.org', 'wrong')).toEqual({ ok: false, reason: 'wrong' });
  });

  test('is throttled after a few failures, the right password too, and also when they come at the same moment', async () => {
    await makeUser(t.db, { email: 'cleo@example.org', password: 'pencil' });
    const tries = await Promise.all(Array.from({ length: 8 }, () => attempt('cleo@example.org', 'wrong')));
    expect(tries.filter((r) => !r.ok && r.reason === 'wrong')).toHaveLength(5);
    expect(await attempt('CLEO@example.org', 'pencil')).toMatchObject({ ok: false, reason: 'throttled' });
    expect(await attempt('ada@example.org', 'pencil')).toMatchObject({ ok: true });
  });
});

describe('a session', () => {
  test('is over when it was revoked, expired, its account disabled, or when it never was', async () => {
    const past = new Date(Date.now() - 1000);
    const { id: disabled } = await makeUser(t.db, { disabledAt: past });
    const dead = [
      (await makeSession(t.db, { revokedAt: past })).id,
      (await makeSession(t.db, { expiresAt: past })).id,
      (await makeSession(t.db, { userId: disabled })).id,
      '01a20f49-dfb5-7bac-b507-eb4b9daa2a03',
      'no uuid',
      '',
    ];
    for (const sessionId of dead) expect(await actorOfSession(t.db, sessionId)).toBeNull();
  });

  test('knows nothing of a project that was archived', async () => {
    const { id: projectId } = await makeProject(t.db);
    const { id: userId } = await makeUser(t.db, { roles: { [projectId]: 'owner' } });
    const { id } = await makeSession(t.db, { userId });
    await t.db.project.update({ where: { id: projectId }, data: { archivedAt: new Date() } });
    expect((await actorOfSession(t.db, id))?.roles).toEqual({});
  });

  test('slides while it is used, written down now and then only', async () => {
    const { id } = await makeSession(t.db);
    const read = () => t.db.session.findUniqueOrThrow({ where: { id } });
    const begun = await read();
    await actorOfSession(t.db, id);
    expect(await read()).toEqual(begun);
    const later = new Date(begun.lastSeenAt.getTime() + 11 * 60_000);
    await actorOfSession(t.db, id, later);
    expect(await read()).toMatchObject({
      lastSeenAt: later,
      expiresAt: new Date(later.getTime() + sessionLifeMs),
    });
  });

  test('ends at once, and every process is told', async () => {
    const onRevoked = vi.fn();
    const listener = await listen(t.url, { onRevoked });
    try {
      const { id } = await makeSession(t.db);
      await endSession(t.db, id);
      expect(await actorOfSession(t.db, id)).toBeNull();
      await vi.waitFor(() => expect(onRevoked).toHaveBeenCalledWith(id));
    } finally {
      await listener.close();
    }
  });
});

describe('the cookie', () => {
  const sessionId = '01a20f49-dfb5-7bac-b507-eb4b9daa2a03';
  const plain = { secret: 'one', secure: false };
  const secure = { secret: 'one', secure: true };
  const jar = (cookies: Record<string, string>) => (name: string) => cookies[name];

  test('carries the session’s id, sealed', async () => {
    const token = await encode({ token: { sessionId }, secret: 'one' });
    expect(token).not.toContain(sessionId);
    expect(await sessionIdOf(jar({ 'next-auth.session-token': token }), plain)).toBe(sessionId);
    expect(await sessionIdOf(jar({ '__Secure-next-auth.session-token': token }), secure)).toBe(sessionId);
  });

  test('that any page could have set does not count where people come by https', async () => {
    const token = await encode({ token: { sessionId }, secret: 'one' });
    expect(await sessionIdOf(jar({ 'next-auth.session-token': token }), secure)).toBeNull();
  });

  test('of another secret, of another content, expired or made up is none', async () => {
    const name = 'next-auth.session-token';
    for (const token of [
      await encode({ token: { sessionId }, secret: 'two' }),
      await encode({ token: { sessionId: 'x' }, secret: 'one' }),
      await encode({ token: {}, secret: 'one' }),
      await encode({ token: { sessionId }, secret: 'one', maxAge: -60 }),
      'eyJhbGciOiJub25lIn0.e30.',
      '',
    ])
      expect(await sessionIdOf(jar({ [name]: token }), plain)).toBeNull();
    expect(await sessionIdOf(jar({}), plain)).toBeNull();
  });
});
