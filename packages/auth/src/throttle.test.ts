import { expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

function atTime(mostAccounts?: number) {
  let now = 1_000_000;
  return { throttle: createThrottle(() => now, mostAccounts), pass: (ms: number) => (now += ms) };
}

test('five wrong passwords are free, then each costs twice the wait, up to a minute', () => {
  const { throttle, pass } = atTime();
  const waits: number[] = [];
  for (let i = 0; i < 14; i++) {
    throttle.attempted('ada');
    const wait = throttle.waitMs('ada');
    waits.push(wait / 1000);
    pass(wait);
    expect(throttle.waitMs('ada')).toBe(0);
  }
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

test('one account’s failures cost no other anything, and a success ends them', () => {
  const { throttle } = atTime();
  for (let i = 0; i < 6; i++) throttle.attempted('ada');
  expect(throttle.waitMs('ada')).toBe(2000);
  expect(throttle.waitMs('bob')).toBe(0);
  throttle.succeeded('ada');
  expect(throttle.waitMs('ada')).toBe(0);
});

test('what is old is forgotten, and the memory is bounded', () => {
  const { throttle, pass } = atTime(2);
  for (let i = 0; i < 6; i++) throttle.attempted('ada');
  pass(15 * 60_000 + 1);
  throttle.attempted('ada');
  expect(throttle.waitMs('ada')).toBe(0);
  for (let i = 0; i < 6; i++) throttle.attempted('ada');
  throttle.attempted('bob');
  throttle.attempted('cleo');
  expect(throttle.waitMs('ada')).toBe(0);
});
