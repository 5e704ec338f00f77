import { expect, test } from 'vitest';
import { typedNumber } from './typed-number.ts';

test.each([
  ['4', 4],
  [' 16 ', 16],
  ['0.5', 0.5],
  ['0,5', 0.5],
  ['0,125', 0.125],
  ['1,25', 1.25],
  ['1.000', 1],
  [2, 2],
])('%j is a number', (typed, number) => {
  expect(typedNumber(typed)).toBe(number);
});

test.each(['', '1,000', '-1', '4 GiB', '1e3', '0,', '1.2.3', null, undefined])('%j is none', (typed) => {
  expect(typedNumber(typed)).toBeNaN();
});
