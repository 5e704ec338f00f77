import { z } from 'zod';
import { id } from './ids.ts';

type Length = { least: number; most: number };
const between = (least: number, most: number): Length => ({ least, most });
const exactly = (length: number) => between(length, length);

/**
 * How long the fields are that follow the type's name in a key's blob, in bytes.
 * RFC 4253 §6.6 (rsa), RFC 5656 §3.1 (ecdsa), RFC 8709 §4 (ed25519), OpenSSH's PROTOCOL.u2f (sk-…).
 */
const layouts = new Map<string, readonly Length[]>([
  ['ssh-ed25519', [exactly(32)]],
  // Exponent and modulus; sshd refuses less than 1,024 bits (RequiredRSASize).
  ['ssh-rsa', [between(1, 8), between(128, 2049)]],
  ['ecdsa-sha2-nistp256', [exactly(8), exactly(65)]],
  ['ecdsa-sha2-nistp384', [exactly(8), exactly(97)]],
  ['ecdsa-sha2-nistp521', [exactly(8), exactly(133)]],
  ['sk-ssh-ed25519@openssh.com', [exactly(32), between(1, 1024)]],
  ['sk-ecdsa-sha2-nistp256@openssh.com', [exactly(8), exactly(65), between(1, 1024)]],
]);

export type ParsedPublicKey = { type: string; base64: string; comment: string };
export type PublicKeyCheck = { ok: true; key: ParsedPublicKey } | { ok: false; message: string };

/** One line of an authorized_keys file without options (RFC 4253 §6.6: the blob begins with the type's name). */
export function parsePublicKey(text: string): PublicKeyCheck {
  const line = text.trim();
  if (line === '') return { ok: false, message: 'Paste a public key, such as the content of ~/.ssh/id_ed25519.pub' };
  if (line.includes('PRIVATE KEY'))
    return { ok: false, message: 'This is a private key. Keep it to yourself, and paste the .pub file beside it.' };
  if (/[\r\n]/.test(line)) return { ok: false, message: 'A public key is one line. Add several keys one by one.' };
  const [type = '', base64 = '', ...rest] = line.split(/[ \t]+/);
  const layout = layouts.get(type);
  if (!layout)
    return {
      ok: false,
      message: `A public key begins with its type, such as ssh-ed25519; this begins with "${type.slice(0, 20)}"`,
    };
  const [name, ...fields] = blobFields(base64) ?? [];
  const fits = fields.length === layout.length && layout.every((length, i) => isAsLong(fields[i], length));
  if (!fits || new TextDecoder().decode(name) !== type)
    return { ok: false, message: 'The key is damaged: its content does not fit its type. Copy the whole line.' };
  return { ok: true, key: { type, base64, comment: rest.join(' ') } };
}

const isAsLong = (field: Uint8Array | undefined, { least, most }: Length) =>
  field !== undefined && field.length >= least && field.length <= most;

/** The fields of a key blob, each behind its length (RFC 4251 §5: string); null when it isn't made of such. */
function blobFields(base64: string): Uint8Array[] | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  const blob = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const fields: Uint8Array[] = [];
  const view = new DataView(blob.buffer);
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return null;
    const length = view.getUint32(at);
    if (at + 4 + length > blob.length) return null;
    fields.push(blob.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

/** Keypair names are for people: any printable text of one line, not too long. */
export const keypairName = z
  .string()
  .trim()
  .min(1, 'Give the key a name, such as "laptop"')
  .max(64, 'At most 64 characters')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._@+-]*$/u,
    'Letters, digits, spaces and . _ @ + - only, beginning with a letter or digit',
  );

export const publicKey = z
  .string()
  .max(16_384, 'Too long for a public key')
  .superRefine((text, ctx) => {
    const parsed = parsePublicKey(text);
    if (!parsed.ok) ctx.addIssue({ code: 'custom', message: parsed.message });
  });

export const addKeypairInput = z.object({ projectId: id, name: keypairName, publicKey });
export type AddKeypairInput = z.infer<typeof addKeypairInput>;
export const removeKeypairInput = z.object({ keypairId: id });
