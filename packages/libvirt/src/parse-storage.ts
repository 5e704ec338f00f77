import { bytesAt, lines, unexpected } from './parse-domain.ts';
import { parseTable } from './parse-host.ts';
import { attributeAt, parseXml, textAt } from './parse-xml.ts';

export type PoolInfo = { active: boolean; capacityBytes: number; allocationBytes: number; availableBytes: number };

/** `pool-info --bytes`. An inactive pool tells no sizes: zeros. Stale until `pool-refresh`. */
export function parsePoolInfo(stdout: string): PoolInfo {
  const table = parseTable(stdout);
  const bytes = (key: string) => {
    const text = table.get(key) ?? '0';
    if (!/^\d+$/.test(text)) throw unexpected('pool-info --bytes', stdout);
    return Number(text);
  };
  const state = table.get('State');
  if (!state) throw unexpected('pool-info --bytes', stdout);
  return {
    active: state === 'running',
    capacityBytes: bytes('Capacity'),
    allocationBytes: bytes('Allocation'),
    availableBytes: bytes('Available'),
  };
}

/** `pool-dumpxml`. */
export function parsePoolXml(xml: string): { name: string; type: string; path: string } {
  const root = parseXml(xml, 'pool');
  const path = textAt(root, 'target/path');
  if (!path) throw unexpected('pool-dumpxml', xml);
  return { name: textAt(root, 'name') ?? '', type: root.getAttribute('type') ?? '', path };
}

/** `vol-list POOL`: a table of name and path, of which names never hold two blanks in a row when they are ours. */
export function parseVolumeList(stdout: string): { name: string; path: string }[] {
  return lines(stdout)
    .filter((line) => !/^ *Name +Path *$/.test(line) && !/^-+$/.test(line.trim()))
    .map((line) => {
      const [, name, path] = /^ ?(\S.*?) {2,}(\/.*?) *$/.exec(line) ?? [];
      if (!name || !path) throw unexpected('vol-list', line);
      return { name, path };
    });
}

export type ParsedVolume = {
  name: string;
  path: string;
  format: string;
  compat: string | null;
  capacityBytes: number;
  allocationBytes: number;
  /** The length of the file; what vol-download of all of it answers. */
  physicalBytes: number | null;
  backing: { path: string; format: string | null } | null;
};

/** `vol-dumpxml`. */
export function parseVolumeXml(xml: string): ParsedVolume {
  const root = parseXml(xml, 'volume');
  const backing = textAt(root, 'backingStore/path');
  return {
    name: textAt(root, 'name') ?? '',
    path: textAt(root, 'target/path') ?? '',
    format: attributeAt(root, 'target/format', 'type') ?? 'raw',
    compat: textAt(root, 'target/compat'),
    capacityBytes: bytesAt(root, 'capacity'),
    allocationBytes: bytesAt(root, 'allocation'),
    physicalBytes: textAt(root, 'physical') === null ? null : bytesAt(root, 'physical'),
    backing: backing ? { path: backing, format: attributeAt(root, 'backingStore/format', 'type') } : null,
  };
}
