import { expect, test } from 'vitest';
import { formatCores, formatLive, formatRate } from './rates.ts';

test.each([
  [0, '0 B'],
  [512, '512 B'],
  [24 * 2 ** 20, '24.0 MiB'],
  [24.2 * 2 ** 20, '24.2 MiB'],
  [9 * 2 ** 10, '9.0 KiB'],
  [206 * 2 ** 10, '206 KiB'],
])('%d bytes live are %s', (bytes, text) => {
  expect(formatLive(bytes)).toBe(text);
});

test('rates and cores', () => {
  expect(formatRate(0.4)).toBe('0 B/s');
  expect(formatRate(12 * 2 ** 20)).toBe('12 MiB/s');
  expect([0, 0.384, 1, 1.54, 12.4].map(formatCores)).toEqual(['0', '0.38', '1', '1.5', '12']);
});
