import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fail } from '@virtfleet/contracts/errors';

/** Bytes to keep, by key. A folder by default; whatever else holds blobs can stand in for it. */
export interface ObjectStore {
  /** Size in bytes, or null when there is no such object. */
  size(key: string): Promise<number | null>;
  open(key: string): Readable;
}

/** Keys are hex hashes and short words: nothing that could leave the folder. */
const safeKey = /^[a-z0-9][a-z0-9._-]{0,127}$/;

const pathOf = (dir: string, key: string) => {
  if (!safeKey.test(key))
    throw fail('internal', 'That is no key of an object', { detail: `key ${JSON.stringify(key)}` });
  return join(dir, key);
};

export function folderStore(dir: string): ObjectStore {
  return {
    size: (key) =>
      stat(pathOf(dir, key)).then(
        (found) => found.size,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return null;
          throw error;
        },
      ),
    open: (key) => createReadStream(pathOf(dir, key)),
  };
}
