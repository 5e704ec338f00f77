import { randomInt } from 'node:crypto';
import type { OneTimePassword } from '@virtfleet/contracts/user';
import { hashPassword } from '@virtfleet/db/passwords';

const goodForMs = 7 * 24 * 3_600_000;

/** Without letters and digits that look alike, for it is read from one screen and typed on another. 16 of 31 signs: 79 bits. */
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');

/** A password to sign in with and then change, good for a week; `row` is what its account keeps of it. */
export async function makeOneTimePassword(now: Date) {
  const password = [group(), group(), group(), group()].join('-');
  const until = new Date(now.getTime() + goodForMs);
  const shown: OneTimePassword = { password, until };
  return { shown, row: { passwordHash: await hashPassword(password), passwordChangedAt: now, oneTimeUntil: until } };
}
