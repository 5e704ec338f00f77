import { createHash } from 'node:crypto';
import { parseVolumeXml } from '@virtfleet/libvirt/parse-storage';
import { Complaint } from './complaint.ts';

export type FakeVolume = {
  name: string;
  format: string;
  capacityBytes: number;
  /** The file's length, and what it takes of the disk. */
  physicalBytes: number;
  allocationBytes: number;
  sha256: string;
  backing: { path: string; format: string } | null;
  /** False: a file that libvirt has not noticed yet. */
  known: boolean;
  /** What a seed tells the guest of itself. */
  seed?: { hostname: string; addresses: string[] };
};

export type FakePool = {
  readonly name: string;
  readonly path: string;
  readonly uuid: string;
  active: boolean;
  capacityBytes: number;
  /** By others than our volumes. */
  usedElsewhereBytes: number;
  readonly volumes: Map<string, FakeVolume>;
};

/** What a thin qcow2 takes before anything is written. */
const emptyQcow2Bytes = 196_616;
const block = 4096;
const inBlocks = (bytes: number) => Math.ceil(bytes / block) * block;

export const availableBytes = (pool: FakePool): number =>
  Math.max(
    0,
    [...pool.volumes.values()].reduce(
      (left, { allocationBytes }) => left - allocationBytes,
      pool.capacityBytes - pool.usedElsewhereBytes,
    ),
  );

/** The volume whose file that is, known to libvirt or not. */
export const volumeAt = (pool: FakePool, path: string): FakeVolume | undefined =>
  path.startsWith(`${pool.path}/`) ? pool.volumes.get(path.slice(pool.path.length + 1)) : undefined;

export function volumeOf(pool: FakePool, name: string): FakeVolume {
  const found = pool.volumes.get(name);
  if (found?.known) return found;
  throw new Complaint(
    `failed to get vol '${name}'`,
    `Storage volume not found: no storage vol with matching path '${name}'`,
  );
}

export function checkActive(pool: FakePool) {
  if (!pool.active) throw new Complaint(`Requested operation is not valid: storage pool '${pool.name}' is not active`);
}

export function createVolume(pool: FakePool, xml: string, preallocated: boolean): void {
  checkActive(pool);
  const asked = parseVolumeXml(xml);
  const { name, capacityBytes, format } = asked;
  const path = `${pool.path}/${name}`;
  const there = pool.volumes.get(name);
  if (there?.known) throw new Complaint(`storage volume '${name}' exists already`);
  if (there) throw new Complaint(`cannot create path '${path}': File exists`);
  const backing = asked.backing && { path: asked.backing.path, format: asked.backing.format ?? 'raw' };
  if (backing && !volumeAt(pool, backing.path))
    throw new Complaint(`inaccessible backing store volume ${backing.path}: No such file or directory`);
  const thick = asked.allocationBytes > 0 && (format === 'raw' || preallocated);
  const allocationBytes = thick ? inBlocks(capacityBytes) : format === 'raw' ? 0 : inBlocks(emptyQcow2Bytes);
  if (allocationBytes > availableBytes(pool))
    throw new Complaint(
      format === 'raw'
        ? `cannot allocate ${capacityBytes} bytes in file '${path}': No space left on device`
        : `internal error: Child process (/usr/bin/qemu-img create -f ${format} -o compat=1.1 ${path} ${capacityBytes / 1024}K) unexpected exit status 1: qemu-img: ${path}: Could not write qcow2 header: No space left on device\n`,
    );
  const physicalBytes = format === 'raw' ? capacityBytes : thick ? allocationBytes : emptyQcow2Bytes;
  const sha256 = format === 'raw' ? hashOfZeros(capacityBytes) : createHash('sha256').update(xml).digest('hex');
  pool.volumes.set(name, { name, format, capacityBytes, physicalBytes, allocationBytes, sha256, backing, known: true });
}

export function deleteVolume(pool: FakePool, name: string): void {
  volumeOf(pool, name);
  pool.volumes.delete(name);
}

/** Hashes of the empty files that were made: the same sizes come again and again. */
const zeros = new Map<number, string>();
function hashOfZeros(bytes: number): string {
  // Nobody reads back a large disk that nobody wrote.
  if (bytes > 2 ** 28) return '0'.repeat(64);
  const known = zeros.get(bytes);
  if (known) return known;
  const hash = createHash('sha256');
  addZeros(hash, bytes);
  const sha256 = hash.digest('hex');
  zeros.set(bytes, sha256);
  return sha256;
}

const zeroChunk = Buffer.alloc(1024 * 1024);
function addZeros(hash: ReturnType<typeof createHash>, bytes: number) {
  for (let left = bytes; left > 0; left -= zeroChunk.length)
    hash.update(zeroChunk.subarray(0, Math.min(left, zeroChunk.length)));
}

/** Writes over the file's beginning, as vol-upload does: a larger file keeps its tail, which here was never written. */
export async function uploadVolume(pool: FakePool, name: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const volume = volumeOf(pool, name);
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  const isSeed = name.startsWith('seed-');
  let bytes = 0;
  const writeDown = () => {
    volume.physicalBytes = Math.max(volume.physicalBytes, bytes);
    volume.allocationBytes = Math.max(volume.allocationBytes, inBlocks(bytes));
  };
  for await (const chunk of source) {
    const room = availableBytes(pool) + volume.allocationBytes;
    if (bytes + chunk.length > room) {
      bytes = room;
      writeDown();
      throw new Complaint(
        `cannot send data to volume ${name}`,
        `Unable to write ${pool.path}/${name}: No space left on device`,
      );
    }
    hash.update(chunk);
    if (bytes < (isSeed ? seedBytes : headBytes)) head.push(Buffer.from(chunk));
    bytes += chunk.length;
    writeDown();
  }
  if (bytes === 0) return;
  addZeros(hash, volume.physicalBytes - bytes);
  volume.sha256 = hash.digest('hex');
  Object.assign(volume, probed(Buffer.concat(head), volume.physicalBytes));
  if (isSeed) volume.seed = seedIn(Buffer.concat(head).toString('latin1'));
}

const headBytes = 40_000;
const seedBytes = 512 * 1024;

/** Read as text, wherever in the image its files lie. */
const seedIn = (text: string) => ({
  hostname: /^local-hostname: "?([^"\n]+)/m.exec(text)?.[1] ?? 'localhost',
  addresses: [...text.matchAll(/^ +- "([0-9a-fA-F.:]+)\/\d+"$/gm)].flatMap(([, address]) => address ?? []),
});

/** What libvirt finds in a file's first bytes: a qcow2 header (QEMU, docs/interop/qcow2.txt), or ISO 9660's mark. */
function probed(head: Buffer, physicalBytes: number): Pick<FakeVolume, 'format' | 'capacityBytes'> {
  if (head.length >= 32 && head.readUInt32BE(0) === 0x514649fb)
    return { format: 'qcow2', capacityBytes: Number(head.readBigUInt64BE(24)) };
  if (head.subarray(0x8001, 0x8006).toString('latin1') === 'CD001')
    return { format: 'iso', capacityBytes: physicalBytes };
  return { format: 'raw', capacityBytes: physicalBytes };
}

export const listVolumes = (pool: FakePool): string => {
  const rows = [...pool.volumes.values()].filter(({ known }) => known).sort((a, b) => (a.name < b.name ? -1 : 1));
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name }) => ` ${name.padEnd(width)}   ${pool.path}/${name}\n`).join('');
};

export function dumpVolume(pool: FakePool, name: string): string {
  const { format, capacityBytes, allocationBytes, physicalBytes, backing } = volumeOf(pool, name);
  const qcow2 = format === 'qcow2' ? '\n    <compat>1.1</compat>' : '';
  const lower = backing
    ? `\n  <backingStore>\n    <path>${backing.path}</path>\n    <format type='${backing.format}'/>\n  </backingStore>`
    : '';
  return `<volume type='file'>
  <name>${name}</name>
  <key>${pool.path}/${name}</key>
  <capacity unit='bytes'>${capacityBytes}</capacity>
  <allocation unit='bytes'>${allocationBytes}</allocation>
  <physical unit='bytes'>${physicalBytes}</physical>
  <target>
    <path>${pool.path}/${name}</path>
    <format type='${format}'/>
    <permissions>
      <mode>0600</mode>
      <owner>0</owner>
      <group>0</group>
    </permissions>${qcow2}
  </target>${lower}
</volume>
`;
}

const sizes = (pool: FakePool) => {
  const available = availableBytes(pool);
  return { capacity: pool.capacityBytes, allocation: pool.capacityBytes - available, available };
};

export function poolInfo(pool: FakePool): string {
  const { capacity, allocation, available } = sizes(pool);
  const told = pool.active
    ? `Capacity:       ${capacity}\nAllocation:     ${allocation}\nAvailable:      ${available}\n`
    : '';
  return `Name:           ${pool.name}
UUID:           ${pool.uuid}
State:          ${pool.active ? 'running' : 'inactive'}
Persistent:     yes
Autostart:      yes
${told}`;
}

export function dumpPool(pool: FakePool): string {
  const { capacity, allocation, available } = sizes(pool);
  return `<pool type='dir'>
  <name>${pool.name}</name>
  <uuid>${pool.uuid}</uuid>
  <capacity unit='bytes'>${capacity}</capacity>
  <allocation unit='bytes'>${allocation}</allocation>
  <available unit='bytes'>${available}</available>
  <source>
  </source>
  <target>
    <path>${pool.path}</path>
    <permissions>
      <mode>0711</mode>
      <owner>0</owner>
      <group>0</group>
    </permissions>
  </target>
</pool>
`;
}
