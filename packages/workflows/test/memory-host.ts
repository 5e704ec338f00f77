import type { CommandRecord, Recorder } from '@virtfleet/agent/shell/types';
import type {
  ConnectionState,
  HostActions,
  HostAddress,
  HostAgent,
  HostEvent,
  HostFacts,
} from '@virtfleet/agent/types';
import { fail } from '@virtfleet/contracts/errors';
import type { PowerState } from '@virtfleet/contracts/views';
import type { GuestAbi, VmSpec } from '@virtfleet/contracts/vm-spec';

type Moment = 'before' | 'after';
/** Called around each action, such as "define": throw to fail it, wait to hold it. */
export type Meddle = (action: string, moment: Moment) => void | Promise<void>;

/** A host in memory, at the level of HostActions: what several workers reach is one and the same. */
export type MemoryHost = {
  volumes: Set<string>;
  domains: Map<string, { uuid: string; state: PowerState; reason: string | null }>;
  /** Every action that was asked for, in order. */
  calls: string[];
  specs: Map<string, VmSpec>;
  meddle: Meddle;
  connect(): HostAgent;
  /** All agents of this host lose it, or have it back. */
  cut(code?: 'host_unreachable' | 'host_key_changed'): void;
  heal(): void;
  /** By hand: no action of ours. */
  changeByHand(domainName: string, state: PowerState | 'undefined'): void;
  stampedBy: HostFacts['installation'];
};

export const guestAbi: GuestAbi = { machine: 'pc-q35-7.2', cpu: { mode: 'maximum' }, addresses: {} };

export function memoryHost(address: HostAddress): MemoryHost {
  const listeners = {
    event: new Set<(event: HostEvent) => void>(),
    connection: new Set<(state: ConnectionState) => void>(),
  };
  let down: 'host_unreachable' | 'host_key_changed' | null = null;
  const gone = () => fail(down ?? 'host_unreachable', `${address.name} cannot be reached`);

  const host: MemoryHost = {
    volumes: new Set(),
    domains: new Map(),
    calls: [],
    specs: new Map(),
    meddle: () => {},
    stampedBy: null,
    connect: () =>
      agentOf(host, address, {
        listeners,
        check: () => {
          if (down) throw gone();
        },
        isDown: () => down,
      }),
    cut(code = 'host_unreachable') {
      down = code;
      for (const tell of listeners.connection) tell({ state: 'down', code, reason: 'no route to host' });
    },
    heal() {
      down = null;
      for (const tell of listeners.connection) tell({ state: 'up' });
    },
    changeByHand(domainName, state) {
      const domain = host.domains.get(domainName);
      if (!domain) throw new Error(`no domain ${domainName}`);
      if (state === 'undefined') host.domains.delete(domainName);
      else Object.assign(domain, { state, reason: 'destroyed' });
      const event = { kind: 'lifecycle' as const, domainName, event: 'Stopped', detail: 'Destroyed', at: new Date() };
      for (const tell of listeners.event) tell(event);
    },
  };
  return host;
}

type Wires = {
  listeners: { event: Set<(event: HostEvent) => void>; connection: Set<(state: ConnectionState) => void> };
  check: () => void;
  isDown: () => 'host_unreachable' | 'host_key_changed' | null;
};

function agentOf(host: MemoryHost, address: HostAddress, { listeners, check, isDown }: Wires): HostAgent {
  let closed = false;
  return {
    host: address,
    recorded: (recorder) => actionsOf(host, recorder, check),
    raise: async () => check(),
    async facts() {
      check();
      return facts(host);
    },
    async stamp(installation) {
      check();
      if (host.stampedBy && host.stampedBy.id !== installation.id)
        throw fail('host_quarantined', `${address.name} belongs to another installation`);
      host.stampedBy = installation;
    },
    async domains() {
      check();
      return [...host.domains].map(([name, domain]) => ({ name, ...domain }));
    },
    onEvent(listener) {
      listeners.event.add(listener);
      return () => listeners.event.delete(listener);
    },
    onConnection(listener) {
      listeners.connection.add(listener);
      const code = isDown();
      setImmediate(() => {
        if (!closed) listener(code ? { state: 'down', code, reason: 'no route to host' } : { state: 'up' });
      });
      return () => listeners.connection.delete(listener);
    },
    async close() {
      closed = true;
    },
  };
}

function facts(host: MemoryHost): HostFacts {
  return {
    bootId: '11111111-1111-4111-8111-111111111111',
    arch: 'x86_64',
    libvirtVersion: '9.0.0',
    qemuVersion: '7.2.0',
    cpuModel: 'In memory',
    cpus: 8,
    memoryMib: 16_384,
    virtTypes: ['qemu'],
    poolPath: '/pool',
    poolCapacityBytes: 100 * 2 ** 30,
    poolAvailableBytes: 90 * 2 ** 30,
    networks: ['virtfleet'],
    installation: host.stampedBy,
  };
}

function actionsOf(host: MemoryHost, recorder: Recorder, check: () => void): HostActions {
  /** Each action is one command in the records. */
  const act = async <T>(action: string, effect: () => T, detail = ''): Promise<T> => {
    host.calls.push(action);
    const startedAt = new Date();
    try {
      check();
      await host.meddle(action, 'before');
      check();
      const answer = effect();
      await host.meddle(action, 'after');
      recorder(record([action, detail], 0, startedAt));
      return answer;
    } catch (error) {
      recorder(record([action, detail], 1, startedAt));
      throw error;
    }
  };
  const domain = (name: string) => {
    const found = host.domains.get(name);
    if (found) return found;
    throw fail('command_failed', `no domain ${name}`);
  };
  const active = (name: string) => ['running', 'paused'].includes(host.domains.get(name)?.state ?? '');
  const become = (name: string, state: PowerState, reason: string) =>
    void Object.assign(domain(name), { state, reason });

  return {
    ensureImage: (image, _open, token) =>
      act('ensureImage', () => {
        const volumeName = `img-${image.sha256}-${token}.qcow2`;
        host.volumes.add(volumeName);
        return { volumeName, path: `/pool/${volumeName}` };
      }),
    hasVolume: (name) => act('hasVolume', () => host.volumes.has(name)),
    ensureVolume: (volume) =>
      act('ensureVolume', () => {
        const base = volume.backing?.path.split('/').at(-1);
        if (base && !host.volumes.has(base)) throw fail('command_failed', `no volume ${base}`);
        host.volumes.add(volume.volumeName);
      }),
    ensureSeed: (spec) =>
      act('ensureSeed', () => {
        host.volumes.add(spec.seed.volumeName);
        host.specs.set(spec.domainName, spec);
      }),
    removeVolumes: (names, domainName) =>
      act('removeVolumes', () => {
        if (active(domainName)) throw fail('not_allowed_now', `${domainName} is active`);
        for (const name of names) host.volumes.delete(name);
      }),
    define: (spec) =>
      act('define', () => {
        if (!host.domains.has(spec.domainName))
          host.domains.set(spec.domainName, { uuid: spec.domainUuid, state: 'stopped', reason: null });
        return guestAbi;
      }),
    undefine: (name) =>
      act('undefine', () => {
        if (active(name)) throw fail('not_allowed_now', `${name} is active`);
        host.domains.delete(name);
      }),
    start: (name) => act('start', () => become(name, 'running', 'booted')),
    shutdown: (name) =>
      act('shutdown', () => {
        if (active(name)) become(name, 'stopped', 'shutdown');
        return true;
      }),
    forceOff: (name) =>
      act('forceOff', () => {
        if (active(name)) become(name, 'stopped', 'destroyed');
      }),
    reboot: (name) =>
      act('reboot', () => {
        domain(name);
        return 'guest' as const;
      }),
    domain: (name) =>
      act('domain', () => {
        const found = host.domains.get(name);
        return found ? { name, ...found } : null;
      }),
  };
}

function record(argv: string[], exitCode: number, startedAt: Date): CommandRecord {
  const nothing = { stdinText: null, stdinBytes: null, stdinSha256: null, stdout: '', stderr: '', error: null };
  return { argv, ...nothing, exitCode, startedAt, durationMs: 1 };
}
