import { timingSafeEqual } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';

/** The signatures that a key of each type can make (RFC 8332 for rsa). Without asking for the pinned type, a host may show another of its keys. */
const signatures: Record<string, readonly ServerHostKeyAlgorithm[]> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

export type PinnedKeys = {
  algorithms: ServerHostKeyAlgorithm[];
  accepts: (blob: Buffer) => boolean;
};

/** Pinned lines as in known_hosts, "ssh-ed25519 AAAA…". Lines of a type that we can't check pin nothing. */
export function pinnedKeys(lines: readonly string[]): PinnedKeys {
  const keys = lines
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([type = '', base64 = '']) => {
      const algorithms = signatures[type];
      return algorithms && base64 !== '' ? [{ algorithms, blob: Buffer.from(base64, 'base64') }] : [];
    });
  return {
    algorithms: [...new Set(keys.flatMap((key) => key.algorithms))],
    accepts: (shown) => keys.some(({ blob }) => blob.length === shown.length && timingSafeEqual(blob, shown)),
  };
}
