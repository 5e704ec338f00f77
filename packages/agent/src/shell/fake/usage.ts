import { createHash } from 'node:crypto';
import { attributeAt, childrenOf, find, parseXml, textAt } from '@virtfleet/libvirt/parse-xml';
import type { FakeDomain } from './domains.ts';

/**
 * What a domain has used, as domstats prints it. Always the same for the same domain and time that it ran: each measure swings about
 * a level of the domain's own, so its integral, which is the counter, can be told without keeping anything.
 */
export function usageOf(domain: FakeDomain, groups: ReadonlySet<string>, nowMs: number): string[] {
  const { live } = domain;
  if (!live) return [];
  const seconds = live.guest.ranMs() / 1000;
  const shape = shapeOf(domain.uuid);
  const { memoryKib, vcpus, disks, nics } = hardwareOf(live);
  const lines: string[] = [];
  if (groups.has('cpu')) {
    const ns = vcpus * swung(seconds, 0.02 + 0.5 * shape(0) ** 2, 40 + 80 * shape(1), shape(2)) * 1e9;
    lines.push(`cpu.time=${Math.round(ns)}`, `cpu.user=${Math.round(ns * 0.8)}`, `cpu.system=${Math.round(ns * 0.2)}`);
  }
  if (groups.has('balloon')) {
    lines.push(`balloon.current=${memoryKib}`, `balloon.maximum=${memoryKib}`);
    if (live.guest.agentIsUp()) lines.push(...memoryLines(memoryKib, shape, seconds, nowMs));
    lines.push(`balloon.rss=${Math.round(memoryKib * 0.7)}`);
  }
  if (groups.has('net')) {
    lines.push(`net.count=${nics}`);
    for (let n = 0; n < nics; n++) {
      const bytes = swung(seconds, 2e3 + 4e5 * shape(3) ** 4, 30 + 50 * shape(4), shape(5));
      lines.push(...perDevice('net', n, `vnet${live.id * 4 + n}`, { 'rx.bytes': bytes, 'tx.bytes': bytes * shape(6) }));
    }
  }
  if (groups.has('block')) {
    lines.push(`block.count=${disks.length}`);
    for (const [n, name] of disks.entries()) {
      const bytes = n === 0 ? 2e7 + swung(seconds, 1e3 + 2e6 * shape(7) ** 4, 60 + 60 * shape(8), shape(9)) : 1e5;
      const counters = {
        'rd.reqs': bytes / 16_384,
        'rd.bytes': bytes,
        'wr.reqs': bytes / 24_576,
        'wr.bytes': bytes / 2,
      };
      lines.push(...perDevice('block', n, name, counters));
    }
  }
  return lines;
}

const perDevice = (kind: string, n: number, name: string, counters: Record<string, number>) => [
  `${kind}.${n}.name=${name}`,
  ...Object.entries(counters).map(([key, value]) => `${kind}.${n}.${key}=${Math.floor(value)}`),
];

/** The guest's balloon driver tells every ten seconds. */
function memoryLines(memoryKib: number, shape: Shape, seconds: number, nowMs: number): string[] {
  const available = Math.round(memoryKib * 0.96);
  const used = 0.15 + 0.5 * shape(10) + 0.05 * Math.sin(seconds / 50);
  const usable = Math.round(available * (1 - used));
  return [
    `balloon.unused=${Math.round(usable * 0.6)}`,
    `balloon.available=${available}`,
    `balloon.usable=${usable}`,
    `balloon.last-update=${Math.floor(nowMs / 10_000) * 10}`,
  ];
}

/** The integral over so many seconds of a level that swings by 60 % with that period. It never falls. */
function swung(seconds: number, level: number, periodS: number, phase: number): number {
  const at = (t: number) => -Math.cos(2 * Math.PI * (t / periodS + phase));
  return level * (seconds + ((0.6 * periodS) / (2 * Math.PI)) * (at(seconds) - at(0)));
}

type Shape = (n: number) => number;
/** Numbers from 0 to 1 that belong to a domain. */
function shapeOf(uuid: string): Shape {
  const bytes = createHash('sha256').update(uuid).digest();
  return (n) => bytes.readUInt16BE(n * 2) / 65_535;
}

type Hardware = { memoryKib: number; vcpus: number; disks: string[]; nics: number };
/** The devices of one that runs stay as they are. */
const known = new WeakMap<object, Hardware>();

function hardwareOf(live: NonNullable<FakeDomain['live']>): Hardware {
  const found = known.get(live) ?? readHardware(live.xml);
  known.set(live, found);
  return found;
}

function readHardware(xml: string): Hardware {
  const domain = parseXml(xml, 'domain');
  const devices = find(domain, 'devices');
  const all = (name: string) => (devices ? childrenOf(devices, name) : []);
  return {
    memoryKib: Number(textAt(domain, 'memory') ?? 0),
    vcpus: Number(textAt(domain, 'vcpu') ?? 1),
    disks: all('disk').flatMap((disk) => (find(disk, 'source') ? (attributeAt(disk, 'target', 'dev') ?? []) : [])),
    nics: all('interface').length,
  };
}
