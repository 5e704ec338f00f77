import { cached, definition } from '../cache.ts';
import { bootstrap, release } from '../debian.ts';
import type { Doing } from '../run.ts';

/**
 * The folder of a root that has Debian's cloud-init, of the release that guests are made of. Installed on the machine itself
 * it would run at its next boot.
 */
export const cloudInitRoot = ({ say, signal }: Doing): Promise<string> =>
  cached(
    'cloud-init',
    definition([release]),
    (dir) => bootstrap({ dir, variant: 'extract', packages: ['cloud-init'], say, signal }),
    signal,
  );
