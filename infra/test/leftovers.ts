import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { bridgeName, cgroupName } from '../lab/names.ts';

/** What is left of a lab and of the processes that kept state in `stateDir`, in words; empty: nothing. */
export function leftovers(labId: string, stateDir: string): string[] {
  const namespaces = existsSync('/run/netns')
    ? readdirSync('/run/netns').filter((name) => name.startsWith(bridgeName(labId)))
    : [];
  const links = Object.keys(networkInterfaces()).filter((name) => name.startsWith(bridgeName(labId)));
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(stateDir));
  return [
    ...namespaces.map((name) => `network namespace ${name}`),
    ...links.map((name) => `link ${name}`),
    ...mounts.map((line) => `mount ${line}`),
    ...cgroups(labId).map((path) => `control group ${path}`),
    ...processes(stateDir).map((pid) => `process ${pid}`),
  ];
}

function cgroups(labId: string): string[] {
  const top = '/sys/fs/cgroup';
  const places = [top, ...readdirSync(top).map((name) => join(top, name))];
  return places.map((place) => join(place, cgroupName(labId))).filter((path) => existsSync(path));
}

/** Those that work in it, or were told of it. */
function processes(stateDir: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return (
        readlinkSync(`/proc/${pid}/cwd`).startsWith(stateDir) ||
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(stateDir) ||
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`VIRTFLEET_STATE=${stateDir}`)
      );
    } catch {
      return false;
    }
  });
}
