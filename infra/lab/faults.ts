// What goes wrong with real hosts, done to one of the lab's. Each can be done twice; no fault survives a power-off.
import type { Say } from '../run.ts';
import { answering, type HostPlace, initOf, powerOff, powerOn } from './host.ts';
import { ensureBridge, freezeGroups, isFrozen, thawGroups } from './kernel.ts';
import { labHost } from './lab.ts';
import { isPlugged, limitLink, linkLimit, plugLink } from './link.ts';
import { buildLabRoot } from './root.ts';

/** A host that is up. */
function running(dir: string, index: number): HostPlace {
  const place = labHost(dir, index);
  if (!initOf(place.dir)) throw new Error(`Host ${index} is down: \`npm run lab -- boot ${index}\` powers it on.`);
  return place;
}

/** The network is gone, for the host and its guests; both run on. */
export async function cutHost(dir: string, index: number) {
  await plugLink(running(dir, index).labId, index, false);
}

export async function healHost(dir: string, index: number) {
  await plugLink(running(dir, index).labId, index, true);
}

/** Every process of the host stands still, guests too. The kernel still answers pings and opens connections for it. */
export async function freezeHost(dir: string, index: number) {
  await freezeGroups(running(dir, index).labId, index);
}

export async function thawHost(dir: string, index: number) {
  thawGroups(running(dir, index).labId, index);
}

/** The power is gone, without a word to anybody. Its disks stay, as they were. */
export async function crashHost(dir: string, index: number) {
  const place = labHost(dir, index);
  // Its kernel is ours and lives on: without this it would say goodbye for each connection.
  if (initOf(place.dir)) await plugLink(place.labId, index, false);
  await powerOff(place, 0);
}

/** Powers it on; resolves when sshd and libvirt answer. */
export async function bootHost(dir: string, index: number, say: Say) {
  const place = labHost(dir, index, await buildLabRoot({ say }));
  await ensureBridge(place.labId, place.subnetIndex);
  await powerOn(place);
  await answering(place);
}

/** Its network carries no more than this, in each direction. */
export async function slowHost(dir: string, index: number, kbitPerSecond: number) {
  if (!Number.isInteger(kbitPerSecond) || kbitPerSecond < 8 || kbitPerSecond > 10_000_000)
    throw new Error('How slow? A number of kbit/s, from 8 to 10000000.');
  await limitLink(running(dir, index).labId, index, kbitPerSecond);
}

export async function fastHost(dir: string, index: number) {
  await limitLink(running(dir, index).labId, index, null);
}

/** What is wrong with it now, as the kernel tells it; empty: nothing, or it is down. */
export async function faultsOf(dir: string, index: number): Promise<string[]> {
  const { labId, dir: hostDir } = labHost(dir, index);
  if (!initOf(hostDir)) return [];
  const limit = await linkLimit(labId, index);
  return [
    ...((await isPlugged(labId, index)) ? [] : ['cut']),
    ...(isFrozen(labId, index) ? ['frozen'] : []),
    ...(limit === null ? [] : [`slow ${limit} kbit/s`]),
  ];
}
