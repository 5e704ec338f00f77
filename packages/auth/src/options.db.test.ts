import { createDb } from '@virtfleet/db/client';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeUser } from '@virtfleet/testing/factories';
import NextAuth from 'next-auth';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AuthInput, authOptions } from './options.ts';

/** As next-auth itself runs it: its cross-site token first, then the form. */
let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  await makeUser(t.db, { email: 'ada@example.org', password: 'pencil' });
});
afterAll(() => t.drop());

/** What next-auth writes into an answer. */
function answerSheet() {
  const headers = new Map<string, string | string[]>();
  const sheet = {
    sent: {} as Record<string, string>,
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name, value);
      return sheet;
    },
    status: () => sheet,
    json: (body: Record<string, string>) => sheet.send(body),
    send: (body: Record<string, string>) => {
      sheet.sent = body;
    },
    cookies: () => [headers.get('Set-Cookie') ?? []].flat(),
  };
  return sheet;
}

async function signIn(form: Record<string, string>, change: Partial<AuthInput> = {}) {
  const handle = NextAuth(authOptions({ db: t.db, secret: 'one', secure: false, onError: () => {}, ...change }));
  const ask = async (path: string[], request: object) => {
    const sheet = answerSheet();
    await handle({ query: { nextauth: path }, cookies: {}, headers: {}, ...request }, sheet);
    return sheet;
  };
  const first = await ask(['csrf'], { method: 'GET' });
  const { csrfToken } = first.sent;
  const cookies = Object.fromEntries(first.cookies().map((line) => nameAndValue(line)));
  const body = { csrfToken, json: 'true', ...form };
  const answer = await ask(['callback', 'credentials'], { method: 'POST', cookies, body });
  return {
    cookie: answer.cookies().find((line) => line.includes('session-token')),
    error: new URL(answer.sent.url ?? '', 'http://localhost').searchParams.get('error'),
  };
}

const nameAndValue = (line: string) => (line.split(';')[0] ?? '').split('=', 2).map(decodeURIComponent);

const right = { email: 'ada@example.org', password: 'pencil' };

test('the cookie is out of reach for scripts and for other sites, and for plain http where there is https', async () => {
  const { cookie } = await signIn(right);
  expect(cookie).toMatch(/^next-auth\.session-token=.*; Path=\/; .*HttpOnly; SameSite=Lax$/);
  const { cookie: secured } = await signIn(right, { secure: true });
  expect(secured).toMatch(/^__Secure-next-auth\.session-token=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
});

test('a form of another site, which can’t know the token, signs nobody in', async () => {
  expect((await signIn({ ...right, csrfToken: 'made up' })).cookie).toBeUndefined();
});

test('a wrong password and what is no text are the same mistake', async () => {
  for (const form of [{ ...right, password: 'pen' }, { ...right, email: 'a\0b' }, {}]) {
    expect(await signIn(form)).toEqual({ cookie: undefined, error: 'CredentialsSignin' });
  }
});

test('what breaks is told to the log, not to the person', async () => {
  const onError = vi.fn();
  const db = createDb('postgresql://nobody@127.0.0.1:1/nothing');
  const { error } = await signIn(right, { db, onError });
  expect(error).toBe('Signing in does not work now. Try again in a moment.');
  expect(onError).toHaveBeenCalledOnce();
  await db.$disconnect();
});
