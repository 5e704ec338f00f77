import { expect, test } from 'vitest';
import { until } from '../run.ts';
import { latest } from './latest.ts';

test('passes on the first at once, then only the last of what came meanwhile, never two at a time', async () => {
  const passed: number[] = [];
  let now = 0;
  const most = { now: 0 };
  const reports = latest<number>(async (value) => {
    most.now = Math.max(most.now, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    passed.push(value);
    now--;
  }, 20);
  for (const value of [1, 2, 3, 4]) reports.tell(value);
  await until('the last', 5_000, async () => passed.includes(4));
  expect(passed).toEqual([1, 4]);
  reports.tell(5);
  reports.tell(6);
  await reports.end();
  reports.tell(7);
  expect(passed.every((value) => [1, 4, 5].includes(value))).toBe(true);
  expect(most.now).toBe(1);
});
