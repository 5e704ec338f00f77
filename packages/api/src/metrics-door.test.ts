import { expect, test } from 'vitest';
import { answerMetrics } from './metrics-door.ts';

const metrics = { contentType: 'text/plain; version=0.0.4', text: async () => 'virtfleet_live_streams 3\n' };
const ask = (token: string | undefined, authorization?: string) =>
  answerMetrics({ headers: new Headers(authorization === undefined ? {} : { authorization }) }, metrics, token);

test('whoever brings the token reads them', async () => {
  const response = await ask('s3cret', 'Bearer s3cret');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await response.text()).toContain('virtfleet_live_streams 3');
});

test.each([undefined, '', 'Bearer', 'Bearer ', 'Bearer s3cre', 'Bearer s3crets', 'Basic s3cret', 's3cret'])(
  '%j is no token',
  async (authorization) => {
    const response = await ask('s3cret', authorization);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('virtfleet');
  },
);

test.each([undefined, ''])('with none configured there is no such page, whatever is brought', async (token) => {
  expect((await ask(token, 'Bearer ')).status).toBe(404);
  expect((await ask(token)).status).toBe(404);
});
