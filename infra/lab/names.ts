import type { Lab, LabRecord } from './types.ts';

/** Kernel interface names hold at most 15 characters. */
export const bridgeName = (id: string) => `vf-${id}`;
export const hostLinkName = (id: string, index: number) => `vf-${id}-${index}`;
export const cgroupName = (id: string) => `virtfleet-lab-${id}`;
export const hostName = (index: number) => `lab-${index}`;

/** Hosts get .11 and up, guests .64 to .250; .1 is the machine. */
export const maxHosts = 50;
export const hostAddress = (subnetIndex: number, index: number) => `10.77.${subnetIndex}.${10 + index}`;
export const gatewayAddress = (subnetIndex: number) => `10.77.${subnetIndex}.1`;

/**
 * The subnet for a new lab: the first of 256 that no address of the machine lies in, counted from a start that differs
 * from lab to lab, so that two labs made at the same time rarely want the same.
 */
export function chooseSubnetIndex(id: string, machineAddresses: readonly string[]): number {
  const taken = new Set(
    machineAddresses
      .map((address) => address.split('.'))
      .filter(([a, b]) => a === '10' && b === '77')
      .map((p) => Number(p[2])),
  );
  const start = Number.parseInt(id.slice(0, 2), 16);
  for (let i = 0; i < 256; i++) if (!taken.has((start + i) % 256)) return (start + i) % 256;
  throw new Error('All subnets from 10.77.0.0/24 to 10.77.255.0/24 are in use on this machine. Take a lab down first.');
}

export function labOf(record: LabRecord, dir: string): Lab {
  const n = record.subnetIndex;
  return {
    id: record.id,
    dir,
    bridge: bridgeName(record.id),
    subnet: `10.77.${n}.0/24`,
    gateway: gatewayAddress(n),
    guestRange: { first: `10.77.${n}.64`, last: `10.77.${n}.250` },
    hostNetwork: 'lab',
    pool: 'virtfleet',
    hosts: record.hosts.map(({ index, hostKey }) => ({
      index,
      name: hostName(index),
      address: hostAddress(n, index),
      port: 22,
      user: 'virtfleet',
      hostKey,
    })),
  };
}
