import { cached, definition } from '../cache.ts';
import { bootstrap, ensurePackages, release } from '../debian.ts';
import { say } from '../install.mjs';
import type { Tally } from './tally.ts';
import { vitest } from './tiers.ts';

/** What judges our XML and our seeds' images. */
const tools = ['libvirt-clients', 'libxml2-utils', 'genisoimage', 'xorriso', 'util-linux', 'openssh-client'];

export async function hostTier(reports: string): Promise<Tally> {
  await ensurePackages(tools, { say });
  // In a root of its own: installed on the machine itself, cloud-init would run at its next boot.
  const cloudInit = await cached('cloud-init', definition([release]), (dir) =>
    bootstrap({ dir, variant: 'extract', packages: ['cloud-init'], say }),
  );
  return vitest('host', reports, { env: { VIRTFLEET_CLOUD_INIT: cloudInit } });
}
