import { expect, test } from 'vitest';
import { sparkPath } from './spark.tsx';

test('a line from edge to edge, its highest value at the top', () => {
  expect(sparkPath([0, 1, 2])).toBe('M0 19L42 10L84 1');
  expect(sparkPath([1, 1], 4)).toBe('M0 14.5L84 14.5');
});

test('what was not measured is a gap, and a value between two gaps a dot', () => {
  expect(sparkPath([1, 1, null, 1, null])).toBe('M0 1L21 1M63 1h0.01');
});

test('nothing at all, and nothing but zeros', () => {
  expect(sparkPath([])).toBe('');
  expect(sparkPath([null, null])).toBe('');
  expect(sparkPath([0, 0])).toBe('M0 19L84 19');
});
