import { expect, test } from 'vitest';
import { inWords, listed, run, runs } from './words.ts';

test('small numbers are words', () => {
  expect([1, 3, 12, 13, 100].map(inWords)).toEqual(['one', 'three', 'twelve', '13', '100']);
});

test('of many names the first three and the last', () => {
  expect(listed(['a', 'b'])).toBe('a, b');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c … f');
});

test('neighbours are told as one', () => {
  const items = [0, 1, 2, 4, 6, 7].map((at) => ({ at, text: `web-${at}` }));
  expect(runs(items).map(run)).toEqual(['web-0 – web-2', 'web-4', 'web-6 – web-7']);
  expect(runs([])).toEqual([]);
});
