import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@virtfleet/contracts/ids';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadKeyring, makeKeyring, openSecret, sealSecret } from './secrets.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const keyring = makeKeyring([randomBytes(32)]);
const text = '#cloud-config\npassword: hunter2 – naïve\n';

test('what was sealed opens again, and the row tells nothing of it', async () => {
  const id = await sealSecret(t.db, keyring, text);
  expect(await openSecret(t.db, keyring, id)).toBe(text);
  const row = await t.db.secret.findUniqueOrThrow({ where: { id } });
  expect(Buffer.from(row.sealed).includes('hunter2')).toBe(false);
  const twin = await t.db.secret.findUniqueOrThrow({ where: { id: await sealSecret(t.db, keyring, text) } });
  expect(Buffer.from(twin.sealed).equals(Buffer.from(row.sealed))).toBe(false);
});

test('a new key on top seals, and the old one below it still opens', async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
  const id = await sealSecret(t.db, makeKeyring([oldKey]), text);
  expect(await openSecret(t.db, makeKeyring([newKey, oldKey]), id)).toBe(text);
  await expect(openSecret(t.db, makeKeyring([newKey]), id)).rejects.toMatchObject({ code: 'internal' });
});

test('a sealed value that was changed, or put into another row, does not open', async () => {
  const [a, b] = [await sealSecret(t.db, keyring, 'a'), await sealSecret(t.db, keyring, 'b')];
  const { sealed } = await t.db.secret.findUniqueOrThrow({ where: { id: a } });
  await t.db.secret.update({ where: { id: b }, data: { sealed } });
  await expect(openSecret(t.db, keyring, b)).rejects.toMatchObject({ code: 'internal' });
  const flipped = Buffer.from(sealed);
  flipped.writeUInt8(flipped.readUInt8(14) ^ 1, 14);
  await t.db.secret.update({ where: { id: a }, data: { sealed: flipped } });
  await expect(openSecret(t.db, keyring, a)).rejects.toMatchObject({ code: 'internal' });
  await t.db.secret.update({ where: { id: a }, data: { sealed: Buffer.from('short') } });
  await expect(openSecret(t.db, keyring, a)).rejects.toMatchObject({ code: 'internal' });
});

test('an expired secret does not open, nor one that never was', async () => {
  const id = await sealSecret(t.db, keyring, text, { expiresAt: new Date(Date.now() - 1) });
  await expect(openSecret(t.db, keyring, id)).rejects.toMatchObject({ code: 'internal' });
  await expect(openSecret(t.db, keyring, newId())).rejects.toMatchObject({ code: 'internal' });
});

test('the key file: ours alone, one key of 32 bytes a line', () => {
  const dir = mkdtempSync(join(tmpdir(), 'virtfleet-keyring-'));
  const file = join(dir, 'key');
  const load = () => loadKeyring({ VIRTFLEET_KEY_FILE: file });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n${randomBytes(32).toString('base64')}\n`, {
      mode: 0o600,
    });
    expect(load().keys.size).toBe(2);
    chmodSync(file, 0o644);
    expect(load).toThrow('chmod 600');
    chmodSync(file, 0o600);
    writeFileSync(file, randomBytes(16).toString('base64'));
    expect(load).toThrow('32');
    writeFileSync(file, '\n');
    expect(load).toThrow('no key');
    expect(() => loadKeyring({})).toThrow('VIRTFLEET_KEY_FILE');
  } finally {
    rmSync(dir, { recursive: true });
  }
});
