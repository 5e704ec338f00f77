import { parseDomainXml } from '@virtfleet/libvirt/parse-domain';
import { parseVolumeList } from '@virtfleet/libvirt/parse-storage';
import { ask, named } from './actions/context.ts';
import type { VirshReads } from './persistent-virsh.ts';
import type { DomainClaim } from './types.ts';

/** The names of a pool's volumes, as libvirt knows them: a file that was put there by hand only after a refresh. */
export async function readVolumes(reads: VirshReads, pool: string): Promise<string[]> {
  const listed = await ask(reads, 'no_volume', 'vol-list', named(pool));
  return parseVolumeList(listed ?? '').map(({ name }) => name);
}

/** Of one domain, by its uuid: a name made by hand may be anything. `--inactive` asks no QEMU, which may hang. */
export async function readClaim(reads: VirshReads, uuid: string): Promise<DomainClaim | null> {
  const xml = await ask(reads, 'no_domain', 'dumpxml', '--inactive', named(uuid));
  if (xml === null) return null;
  const { title, stamp } = parseDomainXml(xml);
  return { title, installationId: stamp?.installationId ?? null };
}
