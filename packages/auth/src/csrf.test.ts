import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { csrfToken } from './csrf.ts';

const secret = 'a secret';

test('a new token is what next-auth takes, and is kept from then on', async () => {
  const { token, cookie } = await csrfToken(undefined, { secret });
  expect(cookie).toBe(`${token}|${createHash('sha256').update(`${token}${secret}`).digest('hex')}`);
  expect(await csrfToken(cookie ?? '', { secret })).toEqual({ token, cookie: null });
});

test.each(['', 'x', 'x|', '|', `x|${'0'.repeat(64)}`])('%j is not ours', async (held) => {
  expect((await csrfToken(held, { secret })).cookie).not.toBeNull();
});

test('another installation’s is not ours either', async () => {
  const { cookie } = await csrfToken(undefined, { secret: 'another' });
  expect((await csrfToken(cookie ?? '', { secret })).cookie).not.toBeNull();
});
