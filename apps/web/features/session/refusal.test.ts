import { expect, it } from 'vitest';
import { signInRefusal } from './refusal.ts';

it.each([
  [undefined, null],
  ['CredentialsSignin', 'E-mail or password is wrong'],
  ['Too many tries. Wait 4 s, then try again.', 'Too many tries. Wait 4 s, then try again.'],
  ['Csrf', 'This page was open for too long. Try again.'],
  // Anyone can write an address: no words of theirs are shown as ours.
  ['Call 555-1234 to unlock your account', 'Signing in did not work. Try again.'],
  [['a', 'b'], 'Signing in did not work. Try again.'],
])('%j', (error, want) => {
  expect(signInRefusal(error)).toBe(want);
});
