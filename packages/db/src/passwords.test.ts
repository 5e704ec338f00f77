import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password fits its hash, another does not, and no two hashes are the same', async () => {
  const phc = await hashPassword('correct horse');
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await verifyPassword('correct horse', phc)).toBe(true);
  expect(await verifyPassword('correct horsf', phc)).toBe(false);
  expect(await hashPassword('correct horse')).not.toBe(phc);
});

test('a hash made elsewhere, at another cost, is understood', async () => {
  // By Debian's argon2: printf pencil | argon2 somesaltsomesalt -id -t 3 -k 4096 -p 1 -e
  const phc = '$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$ysNmjeKsLmvJpueKndOH8lawJK5C1w4OGWISOKkh6Jg';
  expect(await verifyPassword('pencil', phc)).toBe(true);
  expect(await verifyPassword('crayon', phc)).toBe(false);
});

test('the same letters typed on another keyboard are the same password', async () => {
  expect(await verifyPassword('e\u0301clair', await hashPassword('\u00e9clair'))).toBe(true);
});

test('what is no hash matches nothing', async () => {
  for (const phc of ['', 'pencil', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=1,t=1,p=1$$'])
    expect(await verifyPassword('pencil', phc)).toBe(false);
});
