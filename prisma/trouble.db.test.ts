import { testDatabase } from '@virtfleet/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { inWords } from './trouble.ts';

let t: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

/** What a person is told who has set DATABASE_URL to it. */
async function told(change: Partial<URL>): Promise<string | null> {
  const url = Object.assign(new URL(t.url), change).href;
  return migrate(url).then(
    () => null,
    (error) => inWords(error, url),
  );
}

test('a Postgres that does not answer, or lets nobody in, is told in words, without the password', async () => {
  expect(await told({ port: '1' })).toMatch(/127\.0\.0\.1:1\/.*, does not answer: .*ECONNREFUSED/);
  expect(await told({ hostname: 'nowhere.invalid' })).toContain('nowhere.invalid');
  const refused = await told({ password: 'not-the-password' });
  expect(refused).toContain('refuses the user "postgres"');
  expect(refused).not.toContain('not-the-password');
});

test('what is not theirs to mend stays as it is', () => {
  expect(inWords(new Error('a bug'), t.url)).toBeNull();
});
