import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, definition } from '../cache.ts';
import { bootstrap, release } from '../debian.ts';
import { type Doing, run } from '../run.ts';
import { inside } from './host.ts';

const packages = ['virtinst'];

/**
 * Puts virt-install on a host of a lab that runs: Debian's package with what it needs, into that host's own layer. Only for a
 * test: in the root of all labs it would make each first start longer.
 */
export async function installVirtinst(hostDir: string, { say, signal }: Doing): Promise<void> {
  const built = await cached(
    'virtinst',
    definition([packages.join(), release], [fileURLToPath(import.meta.url)]),
    (work) => bootstrap({ dir: join(work, 'root'), variant: 'extract', packages, say, signal }),
    signal,
  );
  // What the host has already is of the same release: only what it lacks is written.
  const unpack = inside(hostDir, ['tar', '-x', '-C', '/', '--keep-directory-symlink', '--skip-old-files']);
  await run(
    [
      'sh',
      '-c',
      'from=$1; shift; tar -C "$from" -c usr lib var/lib/usbutils | "$@"',
      'sh',
      join(built, 'root'),
      ...unpack,
    ],
    {
      signal,
    },
  );
}
