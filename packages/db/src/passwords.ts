import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const argon2id = promisify(argon2);

/** OWASP's advice for web logins: 19 MiB, 2 passes, 1 lane; some 30 ms. */
const cost = { memoryKib: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

/** Hashes with argon2id, 16 random bytes of salt. Answers a PHC string: "$argon2id$v=19$m=…,t=…,p=…$salt$hash". */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive(password, nonce, cost);
  const { memoryKib, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** True when `password` is what was hashed. A string that is no PHC of argon2id matches nothing. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const parsed = parsePhc(phc);
  if (!parsed) return false;
  const tag = await derive(password, parsed.nonce, parsed.cost, parsed.tag.length);
  return timingSafeEqual(tag, parsed.tag);
}

/** Takes as long as a real check, so that an answer's time doesn't tell whether an account exists. */
export async function verifyNothing(password: string): Promise<false> {
  await derive(password, Buffer.alloc(16), cost);
  return false;
}

const derive = (
  password: string,
  nonce: Uint8Array,
  { memoryKib, passes, parallelism }: typeof cost,
  length = tagLength,
) =>
  argon2id('argon2id', {
    message: password.normalize('NFKC'),
    nonce,
    memory: memoryKib,
    passes,
    parallelism,
    tagLength: length,
  });

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

function parsePhc(phc: string): { cost: typeof cost; nonce: Buffer; tag: Buffer } | null {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{22,})$/.exec(phc);
  if (!match) return null;
  const [, m = '', t = '', p = '', nonce = '', tag = ''] = match;
  return {
    cost: { memoryKib: Number(m), passes: Number(t), parallelism: Number(p) },
    nonce: Buffer.from(nonce, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
