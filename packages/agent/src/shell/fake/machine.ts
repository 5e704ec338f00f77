import { createHash, randomUUID } from 'node:crypto';
import { Complaint } from './complaint.ts';
import { createDomains, type FakeDomains } from './domains.ts';
import type { GuestTimes } from './guest.ts';
import { type FakePool, type FakeVolume, volumeAt } from './pool.ts';

/** The files of the user virtfleet there. */
export type Home = { stamp: string; guards: Map<string, { epoch: number; token: bigint; last: Promise<unknown> }> };
export const emptyHome = (): Home => ({ stamp: '', guards: new Map() });

/** What is in the box, whoever is connected to it: libvirt's objects, and whether its parts answer. */
export type Machine = {
  readonly name: string;
  cpus: number;
  memoryMib: number;
  virtTypes: string[];
  networks: string[];
  bootId: string;
  clockSkewMs: number;
  /** frozen: nothing moves, its packets are still taken. */
  frozen: boolean;
  libvirtd: 'up' | 'hangs' | 'down';
  readonly pool: FakePool;
  readonly domains: FakeDomains;
  readonly home: Home;
  /** Ends what runs there, and the waits of what is stopped, whenever something of the above changes. */
  changed(): void;
  /** Resolves at the next change. */
  nextChange(): Promise<void>;
  onEvent(listener: (line: string) => void): () => void;
  /** Called when libvirtd ends, however: its clients lose it. */
  readonly onLibvirtdGone: Set<() => void>;
};

export type MachineOptions = {
  name?: string;
  cpus?: number;
  memoryMib?: number;
  /** What domains can be: kvm and qemu by default. */
  virtTypes?: string[];
  networks?: string[];
  pool?: { name?: string; path?: string; capacityBytes?: number };
  guest?: Partial<GuestTimes>;
};

export function createMachine(options: MachineOptions = {}): Machine {
  const { name = 'fake-1', cpus = 16, memoryMib = 65_536, virtTypes = ['kvm', 'qemu'], networks = ['lab'] } = options;
  const listeners = new Set<(line: string) => void>();
  let change = Promise.withResolvers<void>();
  const pool: FakePool = {
    name: options.pool?.name ?? 'virtfleet',
    path: options.pool?.path ?? '/var/lib/libvirt/images/virtfleet',
    uuid: uuidFrom(`${name}/pool`),
    active: true,
    capacityBytes: options.pool?.capacityBytes ?? 2 ** 40,
    usedElsewhereBytes: 0,
    volumes: new Map(),
  };
  const domains = createDomains({
    guestTimes: { bootMs: 50, shutdownMs: 30, ...options.guest },
    virtTypes,
    missingFile: (paths) => missingFile(pool, paths),
    networkActive: (network) => machine.networks.includes(network),
    tell(event, domainName, detail) {
      const at = new Date(Date.now() + machine.clockSkewMs).toISOString().replace('T', ' ').replace('Z', '+0000');
      const line = `${at}: event '${event}' for domain '${domainName}'${detail ? `: ${detail}` : ''}`;
      for (const listener of listeners) listener(line);
    },
  });
  const machine: Machine = {
    ...{ name, cpus, memoryMib, virtTypes, networks, pool, domains },
    bootId: randomUUID(),
    clockSkewMs: 0,
    frozen: false,
    libvirtd: 'up',
    home: emptyHome(),
    onLibvirtdGone: new Set(),
    changed() {
      change.resolve();
      change = Promise.withResolvers();
    },
    nextChange: () => change.promise,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return machine;
}

/** The same name gives the same uuid. */
function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** QEMU opens a disk with all that it lies on. */
function missingFile(pool: FakePool, paths: readonly string[]): string | null {
  const who = '(as uid:64055, gid:64055)';
  for (const path of paths) {
    let volume: FakeVolume | undefined = volumeAt(pool, path);
    if (!volume) return `Cannot access storage file '${path}' ${who}: No such file or directory`;
    for (; volume?.backing; ) {
      const below: string = volume.backing.path;
      volume = volumeAt(pool, below);
      if (!volume)
        return `Cannot access backing file '${below}' of storage file '${path}' ${who}: No such file or directory`;
    }
  }
  return null;
}

/** Waits until the condition holds, or the command is killed. */
async function until(machine: Machine, holds: () => boolean, signal: AbortSignal): Promise<void> {
  const killed = Promise.withResolvers<never>();
  const kill = () => killed.reject(signal.reason);
  killed.promise.catch(() => {});
  signal.addEventListener('abort', kill, { once: true });
  try {
    signal.throwIfAborted();
    while (!holds()) await Promise.race([machine.nextChange(), killed.promise]);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

export const needAwake = (machine: Machine, signal: AbortSignal) => until(machine, () => !machine.frozen, signal);

/** Waits while libvirtd hangs; a killed one is started again by its socket, so only one that was taken down refuses. */
export async function needLibvirtd(machine: Machine, signal: AbortSignal): Promise<void> {
  await until(machine, () => machine.libvirtd !== 'hangs' && !machine.frozen, signal);
  if (machine.libvirtd === 'down')
    throw new Complaint(
      'failed to connect to the hypervisor',
      "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused",
    );
}
