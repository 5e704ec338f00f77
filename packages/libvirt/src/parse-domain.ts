import { fail } from '@virtfleet/contracts/errors';
import type { PowerState } from '@virtfleet/contracts/views';
import { metadataUri } from './domain-xml.ts';
import { attributeAt, childrenOf, type Element, find, parseXml, textAt } from './parse-xml.ts';

export type DomainState = { state: PowerState; reason: string | null };

/** `list --all --uuid --name`: "UUID NAME" on each line; a name may hold blanks. */
export function parseDomainList(stdout: string): { uuid: string; name: string }[] {
  return lines(stdout).map((line) => {
    const [, uuid, name] = /^([0-9a-f-]{36})\s+(.+)$/.exec(line.trim()) ?? [];
    if (!uuid || !name) throw unexpected('list --uuid --name', line);
    return { uuid, name };
  });
}

/** `domstate --reason`: "shut off (crashed)". */
export function parseDomainState(stdout: string): DomainState {
  const [, word, reason] = /^([a-z ]+?)(?: \((.+)\))?$/.exec(stdout.trim()) ?? [];
  if (!word) throw unexpected('domstate --reason', stdout);
  return domainState(word, reason ?? null);
}

const powerStates: Record<string, PowerState> = {
  running: 'running',
  idle: 'running',
  // The guest still runs, and may yet think better of it.
  'in shutdown': 'running',
  paused: 'paused',
  pmsuspended: 'paused',
  'shut off': 'stopped',
  crashed: 'crashed',
};

/** QEMU that died leaves "shut off (crashed)"; "shut off (failed)" is a start that came to nothing. */
function domainState(word: string, reason: string | null): DomainState {
  const state = word === 'shut off' && reason === 'crashed' ? 'crashed' : (powerStates[word] ?? 'unknown');
  return { state, reason: reason === 'unknown' ? null : reason };
}

/** `domstats --state --nowait`: all domains in one answer. Reasons come as virDomainState's numbers, and leave as virsh's words. */
export function parseDomainStats(stdout: string): ({ name: string } & DomainState)[] {
  return stdout
    .split(/^Domain: /m)
    .slice(1)
    .map((block) => {
      const name = /^'(.*)'$/m.exec(block)?.[1];
      const number = (key: string) =>
        Number(new RegExp(`^ *state\\.${key}=(\\d+)$`, 'm').exec(block)?.[1] ?? Number.NaN);
      const word = stateWords[number('state')];
      if (name === undefined || !word) throw unexpected('domstats --state', block);
      return { name, ...domainState(word, reasonWords[word]?.[number('reason')] ?? null) };
    });
}

/** In the order of virDomainState. */
const stateWords = ['no state', 'running', 'idle', 'paused', 'in shutdown', 'shut off', 'crashed', 'pmsuspended'];

/** In the order of virDomain…Reason, in the words of tools/virsh-domain-monitor.c. */
const reasonWords: Record<string, string[]> = {
  running: [
    ...['unknown', 'booted', 'migrated', 'restored', 'from snapshot', 'unpaused', 'migration canceled'],
    ...['save canceled', 'event wakeup', 'crashed', 'post-copy', 'post-copy failed'],
  ],
  paused: [
    ...['unknown', 'user', 'migrating', 'saving', 'dumping', 'I/O error', 'watchdog', 'from snapshot', 'shutting down'],
    ...['creating snapshot', 'crashed', 'starting up', 'post-copy', 'post-copy failed', 'api error'],
  ],
  'in shutdown': ['unknown', 'user'],
  'shut off': [
    ...['unknown', 'shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'from snapshot', 'daemon'],
  ],
  crashed: ['unknown', 'panicked'],
};

export type ParsedDomain = {
  name: string;
  uuid: string;
  title: string | null;
  type: string;
  memoryMib: number;
  vcpus: number;
  /** Ours, or null: made by someone else. A clone carries it too, so it never stands for the uuid. */
  stamp: { vmId: string; installationId: string; epoch: number } | null;
  /** file is null for a drive without a medium, and for what isn't a file. */
  disks: { target: string; device: string; bus: string | null; format: string | null; file: string | null }[];
  nics: { mac: string; network: string | null }[];
  /** The VNC port while it runs, else null. */
  vncPort: number | null;
};

/** `dumpxml`, as far as we look at it. */
export function parseDomainXml(xml: string): ParsedDomain {
  const domain = parseXml(xml, 'domain');
  const devices = find(domain, 'devices');
  const all = (name: string) => (devices ? childrenOf(devices, name) : []);
  const vnc = all('graphics').find((graphics) => graphics.getAttribute('type') === 'vnc');
  const port = Number(vnc?.getAttribute('port') ?? -1);
  return {
    name: textAt(domain, 'name') ?? '',
    uuid: textAt(domain, 'uuid') ?? '',
    title: textAt(domain, 'title'),
    type: domain.getAttribute('type') ?? '',
    memoryMib: Math.round(bytesAt(domain, 'memory') / 2 ** 20),
    vcpus: Number(textAt(domain, 'vcpu') ?? 1),
    stamp: stampOf(domain),
    disks: all('disk').map((disk) => ({
      target: attributeAt(disk, 'target', 'dev') ?? '',
      device: disk.getAttribute('device') ?? 'disk',
      bus: attributeAt(disk, 'target', 'bus'),
      format: attributeAt(disk, 'driver', 'type'),
      file: attributeAt(disk, 'source', 'file'),
    })),
    nics: all('interface').map((nic) => ({
      mac: attributeAt(nic, 'mac', 'address') ?? '',
      network: attributeAt(nic, 'source', 'network'),
    })),
    vncPort: port > 0 ? port : null,
  };
}

function stampOf(domain: Element): ParsedDomain['stamp'] {
  const metadata = find(domain, 'metadata');
  const ours = metadata && childrenOf(metadata).find((child) => child.namespaceURI === metadataUri);
  if (!ours) return null;
  const own = (name: string) => ours.getAttribute(name) ?? '';
  return { vmId: own('id'), installationId: own('installation'), epoch: Number(own('epoch')) };
}

/** The number of an element such as <memory unit="KiB">, in bytes (https://libvirt.org/formatdomain.html#memory-allocation). */
export function bytesAt(parent: Element, path: string): number {
  const number = Number(textAt(parent, path) ?? Number.NaN);
  const unit = attributeAt(parent, path, 'unit') ?? 'bytes';
  const factor = units[unit];
  if (factor === undefined || Number.isNaN(number)) throw unexpected(`<${path}>`, `${textAt(parent, path)} ${unit}`);
  return number * factor;
}
const units: Record<string, number> = { bytes: 1, b: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** The lines that say something. */
export const lines = (stdout: string): string[] => stdout.split('\n').filter((line) => line.trim() !== '');

export const unexpected = (command: string, got: string) =>
  fail('internal', 'The host answered something unexpected', { detail: `virsh ${command}: ${got.slice(0, 200)}` });
