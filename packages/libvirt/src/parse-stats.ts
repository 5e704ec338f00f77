import type { Counters } from '@virtfleet/contracts/metrics';
import { unexpected } from './parse-domain.ts';

/** What one domain has used so far; a part that libvirt could not tell now, as its QEMU was busy, is null. */
export type DomainCounters = Counters & { name: string };

/**
 * `domstats --nowait --cpu-total --balloon --block --interface` (https://libvirt.org/manpages/virsh.html#domstats): a block of
 * "group.key=value" lines for each domain.
 */
export function parseDomainCounters(stdout: string): DomainCounters[] {
  const found: DomainCounters[] = [];
  let name = '';
  let values = new Map<string, number>();
  const add = () => name !== '' && found.push(countersOf(name, values));
  for (const line of stdout.split('\n')) {
    const domain = /^Domain: '(.*)'$/.exec(line)?.[1];
    if (domain !== undefined) {
      add();
      [name, values] = [domain, new Map()];
      continue;
    }
    const at = line.indexOf('=');
    if (at < 0) {
      if (line.trim() !== '') throw unexpected('domstats', line);
      continue;
    }
    const value = Number(line.slice(at + 1));
    if (!Number.isNaN(value)) values.set(line.slice(0, at).trim(), value);
  }
  add();
  return found;
}

function countersOf(name: string, values: ReadonlyMap<string, number>): DomainCounters {
  const total = (kind: string, key: string) => {
    let sum = 0;
    for (let n = 0; n < (values.get(`${kind}.count`) ?? 0); n++) sum += values.get(`${kind}.${n}.${key}`) ?? 0;
    return sum;
  };
  return {
    name,
    cpuNs: values.get('cpu.time') ?? null,
    memory: memoryOf(values),
    disk: told(values, 'block', 'rd.bytes')
      ? {
          readBytes: total('block', 'rd.bytes'),
          writeBytes: total('block', 'wr.bytes'),
          reads: total('block', 'rd.reqs'),
          writes: total('block', 'wr.reqs'),
        }
      : null,
    net: told(values, 'net', 'rx.bytes')
      ? { rxBytes: total('net', 'rx.bytes'), txBytes: total('net', 'tx.bytes') }
      : null,
  };
}

/** Of a domain that is busy libvirt still counts and names the devices. */
function told(values: ReadonlyMap<string, number>, kind: string, key: string): boolean {
  const count = values.get(`${kind}.count`);
  if (!count) return count === 0;
  return Array.from({ length: count }, (_, n) => `${kind}.${n}.${key}`).some((each) => values.has(each));
}

/** In KiB, as the guest's balloon driver told it at `last-update`, a time of the host's clock; 0: it never did. */
function memoryOf(values: ReadonlyMap<string, number>): Counters['memory'] {
  const toldAt = values.get('balloon.last-update') ?? 0;
  const available = values.get('balloon.available');
  // Old kernels don't say what they could do without.
  const left = values.get('balloon.usable') ?? values.get('balloon.unused');
  if (toldAt <= 0 || available === undefined || left === undefined) return null;
  return { usedMib: Math.max(0, available - left) / 1024, toldAt };
}
