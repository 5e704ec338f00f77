import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createThrottle } from './sign-in-attempts.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());
beforeEach(() => t.db.signInAttempt.deleteMany());

function atTime() {
  let now = 1_800_000_000_000;
  return { throttle: createThrottle(t.db, () => new Date(now)), pass: (ms: number) => (now += ms) };
}

/** Tries until it is refused; answers the wait. */
async function untilRefused(attempt: () => Promise<number>): Promise<number> {
  for (;;) {
    const waitMs = await attempt();
    if (waitMs > 0) return waitMs;
  }
}

test('five tries are free, then each costs twice the wait, up to a minute; a refused one costs nothing', async () => {
  const { throttle, pass } = atTime();
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    const waitMs = await untilRefused(() => throttle.attempt('ada'));
    waits.push(waitMs / 1000);
    pass(waitMs - 1);
    expect(await throttle.attempt('ada')).toBe(1);
    pass(1);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  const { failures } = await t.db.signInAttempt.findFirstOrThrow();
  expect(failures).toBe(5 + waits.length - 1);
});

test('one account’s failures cost no other anything, and a success ends them', async () => {
  const { throttle } = atTime();
  await untilRefused(() => throttle.attempt('ada'));
  expect(await throttle.attempt('bob')).toBe(0);
  await throttle.succeeded('ada');
  expect(await throttle.attempt('ada')).toBe(0);
});

test('what is old is forgotten, the names that nobody has too; and names are kept as hashes only', async () => {
  const { throttle, pass } = atTime();
  await untilRefused(() => throttle.attempt('ada'));
  for (let i = 0; i < 15; i++) await throttle.attempt(`nobody ${i}`);
  pass(15 * 60_000 + 1);
  await throttle.attempt('ada');
  const rows = await t.db.signInAttempt.findMany();
  expect(rows).toMatchObject([{ failures: 1, account: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
});

test('of many tries at the same moment five are heard, by whichever process', async () => {
  const webs = [createThrottle(t.db), createThrottle(t.db), createThrottle(t.db)];
  const waits = await Promise.all(Array.from({ length: 30 }, (_, i) => webs[i % 3]?.attempt('ada')));
  expect(waits.filter((ms) => ms === 0)).toHaveLength(5);
  for (const ms of waits) expect(ms).toBeLessThanOrEqual(1000);
});
