import { createHash, randomUUID } from 'node:crypto';
import type { HostAddress } from '../../types.ts';
import { perform } from './commands.ts';
import type { FakeDomain } from './domains.ts';
import { createFaults, type Faults } from './faults.ts';
import { createMachine, type Machine, type MachineOptions } from './machine.ts';
import type { FakeVolume } from './pool.ts';

/** Why a connection can't be, or null. `frozen` hosts take packets and answer nothing. */
export type Reach = 'cut' | 'frozen' | 'booting' | null;

/** A host that survives its connections. Everything below `machine` is as it is there; the rest is done to it from outside. */
export type FakeHost = {
  readonly name: string;
  readonly machine: Machine;
  readonly faults: Faults;
  /** "ssh-ed25519 AAAA…": what it shows to whom connects. */
  hostKey: string;
  reach(): Reach;
  /** Connections watch it: called with why they break, and with null when it may be tried again. */
  readonly connections: Set<(broken: string | null) => void>;
  /** Aborts when the machine loses its power: nothing that ran there goes on. */
  power(): AbortSignal;
  /** How many commands came, by what each does: {define: 1}. */
  readonly commands: Map<string, number>;

  cut(): void;
  heal(): void;
  /** Stands still, guests too. Its connections break when they notice. */
  freeze(noticeMs?: number): void;
  thaw(): void;
  /** Power off and on: what ran stops, connections break, another boot id. */
  reboot(bootMs?: number): Promise<void>;
  changeHostKey(): void;
  restoreHostKey(): void;
  readonly libvirtd: {
    /** Dies, and is started again by its socket at once: domains run on, clients lose it. */
    kill(): void;
    /** SIGSTOP and SIGCONT: it hangs without end. */
    stop(): void;
    cont(): void;
    /** Taken down for good, until `up`. */
    down(): void;
    up(): void;
  };
  /** What a guest, or QEMU, does by itself. */
  readonly guest: Record<'powerOff' | 'killQemu' | 'ioError', (domainName: string) => void> & {
    ignoreAcpi(domainName: string, deaf?: boolean): void;
  };
  /** As an admin there would type it: virsh's words, and what is fed to it. No faults befall it. */
  virsh(words: readonly string[], stdin?: string): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** What would survive on its disks, as JSON. */
  save(): SavedHost;
};

export type SavedHost = {
  stamp: string;
  domains: Pick<FakeDomain, 'name' | 'uuid' | 'inactiveXml'>[];
  volumes: FakeVolume[];
};

export type FakeHostOptions = MachineOptions & { hostKey?: string; saved?: SavedHost };

export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const machine = createMachine(options);
  const faults = createFaults();
  const { name, domains } = machine;
  const ownKey = options.hostKey ?? hostKeyOf(name);
  let cut = false;
  let booting = false;
  let power = new AbortController();
  const connections: FakeHost['connections'] = new Set();
  const breakAll = (why: string) => {
    for (const each of [...connections]) each(why);
  };
  const tryAgain = () => {
    for (const each of [...connections]) each(null);
  };
  restore(machine, options.saved);

  function libvirtdBecomes(state: Machine['libvirtd']) {
    machine.libvirtd = state;
    machine.changed();
  }
  const clientsLoseLibvirtd = () => {
    for (const tell of [...machine.onLibvirtdGone]) tell();
  };
  const set = (frozen: boolean) => {
    machine.frozen = frozen;
    if (frozen) domains.hold();
    else domains.go();
    machine.changed();
  };

  const host: FakeHost = {
    ...{ name, machine, faults, connections },
    hostKey: ownKey,
    reach: () => (cut ? 'cut' : booting ? 'booting' : machine.frozen ? 'frozen' : null),
    power: () => power.signal,
    commands: new Map(),
    cut() {
      cut = true;
      breakAll(`The connection to ${name} broke`);
    },
    heal() {
      cut = false;
      tryAgain();
    },
    freeze(noticeMs = 15_000) {
      set(true);
      const timer = setTimeout(() => machine.frozen && breakAll(`The connection to ${name} broke`), noticeMs);
      timer.unref();
    },
    thaw() {
      set(false);
      tryAgain();
    },
    async reboot(bootMs = 50) {
      booting = true;
      power.abort(new Error('the power went'));
      power = new AbortController();
      domains.powerLost();
      Object.assign(machine, { bootId: randomUUID(), frozen: false, libvirtd: 'up' });
      machine.changed();
      breakAll(`The connection to ${name} broke`);
      await new Promise((resolve) => setTimeout(resolve, bootMs));
      booting = false;
      tryAgain();
    },
    changeHostKey() {
      host.hostKey = hostKeyOf(`${name} set up anew`);
      breakAll(`The connection to ${name} broke`);
      tryAgain();
    },
    restoreHostKey() {
      host.hostKey = ownKey;
      tryAgain();
    },
    libvirtd: {
      kill() {
        clientsLoseLibvirtd();
        libvirtdBecomes('up');
      },
      stop: () => libvirtdBecomes('hangs'),
      cont: () => libvirtdBecomes('up'),
      down() {
        clientsLoseLibvirtd();
        libvirtdBecomes('down');
      },
      up: () => libvirtdBecomes('up'),
    },
    guest: {
      powerOff: (domainName) => domains.guestPowersOff(domains.find(domainName)),
      killQemu: (domainName) => domains.killQemu(domains.find(domainName)),
      ioError: (domainName) => domains.ioError(domains.find(domainName)),
      ignoreAcpi(domainName, deaf = true) {
        domains.find(domainName).deaf = deaf;
      },
    },
    virsh: (words, stdin = '') =>
      perform(machine, createFaults(), {
        argv: ['virsh', ...words],
        stdin: once(stdin),
        home: machine.home,
        signal: power.signal,
        cut: () => {},
      }),
    save: () => ({
      stamp: machine.home.stamp,
      domains: domains.all().flatMap(({ name, uuid, inactiveXml }) => (inactiveXml ? { name, uuid, inactiveXml } : [])),
      volumes: [...machine.pool.volumes.values()],
    }),
  };
  return host;
}

function restore({ home, domains, pool }: Machine, saved: SavedHost | undefined) {
  if (!saved) return;
  home.stamp = saved.stamp;
  for (const domain of saved.domains) domains.restore(domain);
  for (const volume of saved.volumes) pool.volumes.set(volume.name, volume);
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}

/** A well-formed key that nobody holds. */
const hostKeyOf = (text: string) => {
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(createHash('sha256').update(text).digest())]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
};

/** The host that this address leads to: its name, its pool, and the first key that is pinned. */
export const fakeHostAt = ({ name, pool, hostKeys }: HostAddress, options: FakeHostOptions = {}): FakeHost =>
  createFakeHost({ name, hostKey: hostKeys[0], ...options, pool: { name: pool, ...options.pool } });
