import { expect, test } from 'vitest';
import { closingLine, judged, sum } from './tally.ts';

test('a runner that crashed or ran nothing has failed', () => {
  expect(judged({ passed: 3, failed: 0, skipped: 0 }, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
  expect(judged({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  expect(judged({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2);
  expect(judged({ passed: 0, failed: 0, skipped: 4 }, 0).failed).toBe(1);
  expect(judged(null, 0).failed).toBe(1);
});

test('the closing line sums every runner', () => {
  const total = sum([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 40, failed: 2, skipped: 1 },
  ]);
  expect(closingLine(total)).toBe('41 passed, 2 failed, 1 skipped');
  expect(closingLine({ ...total, skipped: 0 })).toBe('41 passed, 2 failed');
});
