import type { Readable } from 'node:stream';
import type { GuestFacts } from '@virtfleet/contracts/guest';
import type { PowerState } from '@virtfleet/contracts/views';
import type { GuestAbi, ImageSpec, VmSpec, VolumeSpec } from '@virtfleet/contracts/vm-spec';
import type { DomainCounters } from '@virtfleet/libvirt/parse-stats';
import type { ConnectionState, Guard, Recorder } from './shell/types.ts';

export type { ConnectionState, DomainCounters, Guard };

/** How to reach a host. */
export type HostAddress = {
  id: string;
  name: string;
  address: string;
  port: number;
  user: string;
  /** Pinned: "ssh-ed25519 AAAA…". Any other key is refused. */
  hostKeys: string[];
  pool: string;
};

export type HostFacts = {
  bootId: string;
  arch: string;
  libvirtVersion: string;
  qemuVersion: string;
  cpuModel: string;
  cpus: number;
  memoryMib: number;
  /** kvm first, where the host offers it and it works. */
  virtTypes: ('kvm' | 'qemu')[];
  poolPath: string;
  poolCapacityBytes: number;
  poolAvailableBytes: number;
  /** libvirt networks that are active. */
  networks: string[];
  /** The stamp in virtfleet's home there, or null before our first visit. */
  installation: { id: string; epoch: number } | null;
};

/** One domain as the host has it now. */
export type DomainObservation = { uuid: string; name: string; state: PowerState; reason: string | null };

export type HostEvent =
  | { kind: 'lifecycle'; domainName: string; event: string; detail: string; at: Date }
  /** What else libvirt told of a domain: event "reboot", "io-error-reason" …; detail as virsh prints it. */
  | { kind: 'other'; domainName: string; event: string; detail: string; at: Date }
  /** The stream begins, or was cut and is back: what happened before is unknown, look again. */
  | { kind: 'resumed' };

/** Whose a domain says that it is: our title and stamp, where it carries any. */
export type DomainClaim = { title: string | null; installationId: string | null };

/** Everything that one operation's step may do on a host. Each can be repeated: it ends in the state that it names. */
export interface HostActions {
  /**
   * Uploads under a new name, reads back, compares hashes; answers the name to record. First sweeps what earlier attempts
   * at the same image left, save `keep` (recorded names) and what a volume refers to. `token` makes the name unlike that
   * of every other attempt.
   */
  ensureImage(
    image: ImageSpec,
    open: () => Readable,
    token: string,
    signal?: AbortSignal,
    keep?: readonly string[],
  ): Promise<{ volumeName: string; path: string }>;
  /** True when that volume is there and, where told, its file has that size. */
  hasVolume(volumeName: string, sizeBytes?: number): Promise<boolean>;
  ensureVolume(volume: VolumeSpec): Promise<void>;
  /** Renders and uploads the NoCloud seed. */
  ensureSeed(spec: VmSpec): Promise<void>;
  /** Refuses while an active domain uses one of them. Those that are not there are fine. */
  removeVolumes(volumeNames: readonly string[], domainName: string): Promise<void>;
  /** Defines, reads back, answers what libvirt made of it. Refuses a domain of that name that isn't ours. */
  define(spec: VmSpec): Promise<GuestAbi>;
  undefine(domainName: string): Promise<void>;
  /** What `virsh list --title` shows beside its name; of a domain that runs as well. */
  setTitle(domainName: string, title: string): Promise<void>;
  start(domainName: string): Promise<void>;
  /** Asks the guest by ACPI and waits; false: it did not go down in time. */
  shutdown(domainName: string, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
  forceOff(domainName: string): Promise<void>;
  /**
   * Asks the guest by ACPI and waits for its reboot event; falls back to a reset after the timeout and says so. Rejects with
   * command_timeout, and leaves the guest alone, when that event may have fallen into a gap of the host's events.
   */
  reboot(domainName: string, timeoutMs: number, signal?: AbortSignal): Promise<'guest' | 'reset'>;
  /** Null: no such domain. */
  domain(domainName: string): Promise<DomainObservation | null>;
}

/** One host. Lives as long as the worker holds its lease. */
export interface HostAgent {
  readonly host: HostAddress;
  /** The same actions, each command recorded, and those that change something under the guard when one is given. */
  recorded(recorder: Recorder, guard?: Guard): HostActions;
  /** Shows the host a new token, so that commands with a lower one are refused from now on. Rejects with fenced when it is the lower one. */
  raise(guard: Guard): Promise<void>;
  facts(): Promise<HostFacts>;
  /** Writes the stamp when there is none; host_quarantined when it is another installation's. */
  stamp(installation: { id: string; epoch: number }): Promise<void>;
  domains(): Promise<DomainObservation[]>;
  /** Null: no such domain. */
  claim(domainUuid: string): Promise<DomainClaim | null>;
  /** Names of all volumes in the host's pool, ours or not. */
  volumes(): Promise<string[]>;
  /** What every active domain, or one alone, has used since it was started. */
  counters(domainName?: string): Promise<DomainCounters[]>;
  /** What the agent in a guest tells; null: none answers there now. It is what the guest says, and no more. */
  guest(domainName: string): Promise<GuestFacts | null>;
  /** Of the same only how far cloud-init is. */
  cloudInit(domainName: string): Promise<Pick<GuestFacts, 'cloudInit'> | null>;
  onEvent(listener: (event: HostEvent) => void): () => void;
  onConnection(listener: (state: ConnectionState) => void): () => void;
  close(): Promise<void>;
}
