import type { HostState } from '@virtfleet/contracts/views';

/** A host as placement sees it: what it has, what it has promised. Null: it has not told yet. */
export type HostOffer = {
  id: string;
  name: string;
  state: HostState;
  arch: string | null;
  virtTypes: readonly string[];
  cpus: number | null;
  memoryMib: number | null;
  poolCapacityBytes: number | null;
  poolAvailableBytes: number | null;
  /** libvirt's names of the networks that are active there. */
  networks: readonly string[];
  /** Whether it holds a recorded copy of the image. */
  hasImage: boolean;
  reserved: Capacity;
};

/** What VMs on a host have been promised together. */
export type Capacity = { vcpus: number; memoryMib: number; diskGib: number };

/** What one VM asks for. */
export type Demand = {
  arch: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  imageSizeBytes: number;
  /** libvirt's name of its network, and the one host that has it when its scope is a host. */
  network: { name: string; libvirtName: string; hostId: string | null };
};

/** vCPUs promised per CPU of the host; nova's initial_cpu_allocation_ratio too. */
const vcpusPerCpu = 4;
/** Kept for the host itself, as nova's reserved_host_memory_mb. Memory is never promised twice. */
const hostMemoryReserveMib = 512;
/** Kept free in a pool, so that thin disks can grow while an admin reacts. */
export const poolReserveBytes = 2 ** 30;

/** What a host may promise in all; zeros while it has not told what it has. */
export function limits(host: Pick<HostOffer, 'cpus' | 'memoryMib' | 'poolCapacityBytes'>): Capacity {
  return {
    vcpus: (host.cpus ?? 0) * vcpusPerCpu,
    memoryMib: Math.max(0, (host.memoryMib ?? 0) - hostMemoryReserveMib),
    diskGib: Math.floor((host.poolCapacityBytes ?? 0) / 2 ** 30),
  };
}
