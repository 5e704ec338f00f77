import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sideBySide } from './tasks.ts';

const never = new AbortController().signal;

test('the first failure tells the others, and is thrown once all have ended', async () => {
  const tasks = sideBySide(never);
  let ended = false;
  const failing = tasks.run(async () => {
    throw new Error('first');
  });
  tasks.run(async (signal) => {
    await sleep(60_000, null, { signal }).catch(() => {});
    await sleep(20);
    ended = true;
  });
  tasks.run(() => failing);
  await expect(tasks.settled()).rejects.toThrow('first');
  expect(ended).toBe(true);
});

test('a stop reaches the work, and settled() does not go on', async () => {
  const stop = new AbortController();
  const tasks = sideBySide(stop.signal);
  tasks.run((signal) => sleep(60_000, null, { signal }).catch(() => {}));
  stop.abort(new Error('stopped'));
  await expect(tasks.settled()).rejects.toThrow('stopped');
});

test('results are had by their promises', async () => {
  const tasks = sideBySide(never);
  const one = tasks.run(async () => 1);
  const two = tasks.run(async () => (await one) + 1);
  await tasks.settled();
  expect(await two).toBe(2);
});
