import { existsSync } from 'node:fs';
import { cloudInitRoot } from '../cloud-init/root.ts';
import { ensurePackages } from '../debian.ts';
import { say } from '../install.mjs';
import type { Tally } from './tally.ts';
import { vitest } from './tiers.ts';

/** What judges our XML and our seeds' images. */
const tools = ['libvirt-clients', 'libxml2-utils', 'genisoimage', 'xorriso', 'util-linux', 'openssh-client'];
/** What reads a seed in tiny. Where there is one it stays: busybox and busybox-static replace each other. */
const busybox = existsSync('/bin/busybox') ? [] : ['busybox-static'];

export async function hostTier(reports: string, signal: AbortSignal): Promise<Tally> {
  await ensurePackages([...tools, ...busybox], { say, signal });
  const cloudInit = await cloudInitRoot({ say, signal });
  return vitest('host', reports, { env: { VIRTFLEET_CLOUD_INIT: cloudInit } });
}
