import { type Demand, type HostOffer, limits, poolReserveBytes } from './host.ts';

/** Answers why a host can't take a VM, in words for a person, or null when this filter has nothing against it. */
export type Filter = { name: string; reject(host: HostOffer, demand: Demand): string | null };

const hostIsUp: Filter = {
  name: 'host is up',
  reject: ({ state }) => (state === 'up' ? null : state === 'unknown' ? 'not reached yet' : state),
};

const rightMachine: Filter = {
  name: 'right machine',
  reject: ({ arch, virtTypes }, demand) => {
    if (arch === null) return 'has not told its architecture yet';
    if (arch !== demand.arch) return `is ${arch}, the image is for ${demand.arch}`;
    return virtTypes.length > 0 ? null : 'offers neither kvm nor qemu';
  },
};

const networkIsThere: Filter = {
  name: 'network is there',
  reject: ({ id, networks }, { network }) => {
    const here = (network.hostId === null || network.hostId === id) && networks.includes(network.libvirtName);
    return here ? null : `has no network ${network.name}`;
  },
};

const enoughCpus: Filter = {
  name: 'enough CPUs',
  reject: (host, { vcpus }) => {
    const cpus = host.cpus ?? 0;
    if (vcpus > cpus) return `has ${count(cpus, 'CPU')}, ${count(vcpus, 'vCPU')} asked for`;
    const free = limits(host).vcpus - host.reserved.vcpus;
    return vcpus <= free ? null : `${count(Math.max(0, free), 'vCPU')} free, ${vcpus} asked for`;
  },
};

const enoughMemory: Filter = {
  name: 'enough memory',
  reject: (host, { memoryMib }) => {
    const free = limits(host).memoryMib - host.reserved.memoryMib;
    return memoryMib <= free ? null : `${mib(free)} of memory free, ${mib(memoryMib)} asked for`;
  },
};

const enoughDisk: Filter = {
  name: 'enough disk',
  reject: (host, { diskGib, imageSizeBytes }) => {
    if (host.poolCapacityBytes === null || host.poolAvailableBytes === null) return 'has not told its pool yet';
    const free = limits(host).diskGib - host.reserved.diskGib;
    if (diskGib > free) return `${Math.max(0, free)} GiB of disk not promised yet, ${diskGib} GiB asked for`;
    const needed = poolReserveBytes + (host.hasImage ? 0 : imageSizeBytes);
    return host.poolAvailableBytes >= needed ? null : `its pool is full: ${gib(host.poolAvailableBytes)} left`;
  },
};

/** In the order in which their reasons read best. */
export const filters: readonly Filter[] = [
  hostIsUp,
  rightMachine,
  networkIsThere,
  enoughCpus,
  enoughMemory,
  enoughDisk,
];

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function mib(n: number): string {
  const whole = Math.max(0, n);
  return whole >= 1024 ? `${Math.floor(whole / 102.4) / 10} GiB` : `${whole} MiB`;
}

function gib(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 30 / 0.1) / 10} GiB`;
}
