import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.ts';

export type GuestImage = {
  path: string;
  sha256: string;
  sizeBytes: number;
  virtualSizeBytes: number;
  minDiskGib: number;
  minMemoryMib: number;
};

type Least = Pick<GuestImage, 'minDiskGib' | 'minMemoryMib'>;

/** Writes beside the qcow2 of that name what is to be known of it. */
export async function keepFacts(dir: string, name: string, least: Least) {
  const out = join(dir, `${name}.qcow2`);
  const { 'virtual-size': virtualSizeBytes } = JSON.parse(await run(['qemu-img', 'info', '--output=json', out]));
  const facts: Omit<GuestImage, 'path'> = {
    sha256: createHash('sha256').update(readFileSync(out)).digest('hex'),
    sizeBytes: statSync(out).size,
    virtualSizeBytes,
    ...least,
  };
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(facts));
}

/** An image in the cache. */
export const readImage = (dir: string, name: string): GuestImage => ({
  path: join(dir, `${name}.qcow2`),
  ...JSON.parse(readFileSync(join(dir, `${name}.json`), 'utf8')),
});
