// What a lab is to the kernel: a bridge, and per host a network namespace, a veth pair and a control group.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { run, tryRun, until } from '../run.ts';
import { bridgeName, cgroupName, gatewayAddress, hostLinkName } from './names.ts';

const cgroupRoot = '/sys/fs/cgroup';
const unified = () => existsSync(join(cgroupRoot, 'cgroup.controllers'));

/** The hierarchies to put a host into: one with cgroup v2, one per controller (and systemd's own) with v1. */
export const hierarchies = (): string[] =>
  unified() ? [''] : readdirSync(cgroupRoot).filter((name) => existsSync(join(cgroupRoot, name, 'cgroup.procs')));

const hasLink = async (name: string) => (await tryRun(['ip', 'link', 'show', 'dev', name])).code === 0;

export function machineAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address));
}

/** The lab's bridge, with the machine's address on it. */
export async function ensureBridge(id: string, subnetIndex: number) {
  const bridge = bridgeName(id);
  if (await hasLink(bridge)) return;
  const address = gatewayAddress(subnetIndex);
  const clash = machineAddresses().find((one) => one.startsWith(`10.77.${subnetIndex}.`));
  if (clash)
    throw new Error(
      `This lab's network 10.77.${subnetIndex}.0/24 is in use: the machine has the address ${clash}. Take the other lab down, or remove this one.`,
    );
  await run(['ip', 'link', 'add', bridge, 'type', 'bridge']);
  await run(['ip', 'address', 'add', `${address}/24`, 'dev', bridge]);
  await run(['ip', 'link', 'set', bridge, 'up']);
}

export async function removeBridge(id: string) {
  if (await hasLink(bridgeName(id))) await run(['ip', 'link', 'delete', bridgeName(id)]);
  for (const hierarchy of hierarchies()) removeGroup(join(cgroupRoot, hierarchy, cgroupName(id)));
}

/** A namespace whose eth0 is plugged into the lab's bridge. What a crash left of an earlier one goes first. */
export async function plugHost(id: string, index: number) {
  const name = hostLinkName(id, index);
  await unplugHost(id, index);
  await run(['ip', 'netns', 'add', name]);
  await run(['ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name]);
  await run(['ip', 'link', 'set', name, 'master', bridgeName(id), 'up']);
}

export async function unplugHost(id: string, index: number) {
  const name = hostLinkName(id, index);
  if (await hasLink(name)) await run(['ip', 'link', 'delete', name]);
  if (existsSync(`/run/netns/${name}`)) await run(['ip', 'netns', 'delete', name]);
}

/** The host's control groups, as folders to write a pid into. */
export function makeGroups(id: string, index: number): string[] {
  return hierarchies().map((hierarchy) => {
    const lab = join(cgroupRoot, hierarchy, cgroupName(id));
    const host = hostGroup(hierarchy, id, index);
    mkdirSync(host, { recursive: true });
    if (hierarchy === 'cpuset') for (const group of [lab, host]) inheritCpuset(group);
    return host;
  });
}

/** In cgroup v1 a new cpuset is empty, and takes no process until it is filled. */
function inheritCpuset(group: string) {
  for (const file of ['cpuset.cpus', 'cpuset.mems'])
    writeFileSync(join(group, file), readFileSync(join(cgroupRoot, 'cpuset', file)));
  writeFileSync(join(group, 'cgroup.clone_children'), '1');
}

const hostGroup = (hierarchy: string, id: string, index: number) =>
  join(cgroupRoot, hierarchy, cgroupName(id), `host-${index}`);

/** The file that stops the host's processes, and its words for it: cgroup v1's freezer, else v2's own. */
function freezer(id: string, index: number): { file: string; frozen: string; thawed: string } | null {
  const v1 = join(hostGroup('freezer', id, index), 'freezer.state');
  if (existsSync(v1)) return { file: v1, frozen: 'FROZEN', thawed: 'THAWED' };
  const v2 = join(hostGroup(unified() ? '' : 'unified', id, index), 'cgroup.freeze');
  return existsSync(v2) ? { file: v2, frozen: '1', thawed: '0' } : null;
}

/** Stops every process of the host, guests too, where it stands; what it was sent waits. */
export async function freezeGroups(id: string, index: number) {
  const found = freezer(id, index);
  if (!found) throw new Error('This kernel has no freezer for control groups: a host can not be frozen here.');
  // v1 says FREEZING while a process is still on its way, and takes the word again then.
  await until('freezing the host', 10_000, async () => {
    writeFileSync(found.file, found.frozen);
    return isFrozen(id, index);
  });
}

export function thawGroups(id: string, index: number) {
  const found = freezer(id, index);
  if (found) writeFileSync(found.file, found.thawed);
}

export function isFrozen(id: string, index: number): boolean {
  const found = freezer(id, index);
  return found !== null && readFileSync(found.file, 'utf8').trim() === found.frozen;
}

/** Waits until the kernel has ended every process of the host, then removes its groups. */
export async function removeGroups(id: string, index: number) {
  // In cgroup v1 a killed process ends only when it is no longer frozen.
  thawGroups(id, index);
  const groups = hierarchies().map((hierarchy) => hostGroup(hierarchy, id, index));
  await until(`removing the control groups of host ${index}`, 20_000, async () =>
    groups.map(removeGroup).every(Boolean),
  );
}

/** True when it is gone. */
function removeGroup(path: string): boolean {
  if (!existsSync(path)) return true;
  try {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) removeGroup(join(path, entry.name));
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Mounts below a folder, in this mount namespace. */
export const mountsBelow = (dir: string) =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path === dir || path.startsWith(`${dir}/`));
