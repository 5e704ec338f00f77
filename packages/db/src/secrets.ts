import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { Db, Tx } from './client.ts';

/** The keys that seal secrets, by their id. They live outside the database. */
export type Keyring = {
  /** Seals what is new. */
  currentId: string;
  keys: ReadonlyMap<string, Buffer>;
};

const nonceLength = 12;
const tagLength = 16;

/**
 * Reads VIRTFLEET_KEY_FILE: 32 bytes in base64 a line. The first seals; those below it still open what they sealed, so
 * a new key goes on top. Refuses a file that others may read.
 */
export function loadKeyring(env: NodeJS.ProcessEnv = process.env): Keyring {
  const file = env.VIRTFLEET_KEY_FILE;
  if (!file) throw new Error('VIRTFLEET_KEY_FILE is not set: it names the file with the key that seals secrets');
  if (statSync(file).mode & 0o077) throw new Error(`${file} can be read by others: chmod 600 it`);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  return makeKeyring(lines.filter((line) => line !== '').map((line) => Buffer.from(line, 'base64')));
}

/** A keyring of 32-byte keys, the current one first. */
export function makeKeyring(keys: readonly Buffer[]): Keyring {
  for (const key of keys) if (key.length !== 32) throw new Error(`A key has ${key.length} bytes; it must have 32`);
  const named = keys.map((key): [string, Buffer] => [keyId(key), key]);
  const [first] = named;
  if (!first) throw new Error('There is no key');
  return { currentId: first[0], keys: new Map(named) };
}

/** Tells keys apart without telling anything of them. */
const keyId = (key: Buffer) => createHash('sha256').update('virtfleet key id').update(key).digest('hex').slice(0, 16);

/** Keeps a value sealed, and answers its row's id. With `expiresAt` it can't be opened after that. */
export async function sealSecret(
  tx: Db | Tx,
  keyring: Keyring,
  plaintext: string,
  { expiresAt }: { expiresAt?: Date } = {},
): Promise<string> {
  const id = newId();
  const sealed = seal(keyring, id, plaintext);
  await tx.secret.create({ data: { id, keyId: keyring.currentId, sealed, expiresAt: expiresAt ?? null } });
  return id;
}

/** The same for several at once; answers their rows' ids in the same order. */
export async function sealSecrets(tx: Db | Tx, keyring: Keyring, plaintexts: readonly string[]): Promise<string[]> {
  const rows = plaintexts.map((plaintext) => {
    const id = newId();
    return { id, keyId: keyring.currentId, sealed: seal(keyring, id, plaintext) };
  });
  await tx.secret.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

/** The value. An error of code `internal` when it is gone, expired, damaged, or sealed by a key that we don't have. */
export async function openSecret(db: Db | Tx, keyring: Keyring, id: string): Promise<string> {
  const row = await db.secret.findUnique({ where: { id } });
  if (!row || (row.expiresAt && row.expiresAt <= new Date()))
    throw fail('internal', 'A secret that this needs is no longer kept', { detail: `secret ${id}` });
  const key = keyring.keys.get(row.keyId);
  if (!key)
    throw fail('internal', 'A secret was sealed with a key that this installation no longer has', {
      detail: `secret ${id}, key ${row.keyId}`,
    });
  try {
    return unseal(key, id, Buffer.from(row.sealed));
  } catch (cause) {
    throw fail('internal', 'A secret cannot be opened: it was changed', { detail: `secret ${id}`, cause });
  }
}

/** nonce ‖ ciphertext ‖ tag, AES-256-GCM (NIST SP 800-38D). The row's id is additional data: a sealed value moved to another row doesn't open. */
function seal({ currentId, keys }: Keyring, id: string, plaintext: string): Buffer<ArrayBuffer> {
  const key = keys.get(currentId);
  if (!key) throw new Error(`The keyring lacks its current key ${currentId}`);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function unseal(key: Buffer, id: string, sealed: Buffer): string {
  const nonce = sealed.subarray(0, nonceLength);
  const ciphertext = sealed.subarray(nonceLength, -tagLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
    .setAAD(Buffer.from(id))
    .setAuthTag(sealed.subarray(-tagLength));
  return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
}
