// An ISO 9660 image (ECMA-119) with Joliet names, small and flat: a root directory with files in it. Linux, the BSDs and
// Windows read it, and neither the worker nor a host needs a tool for it.

const sector = 2048;
const rootPathTableBytes = 10;

export type IsoOptions = {
  /** cloud-init's NoCloud looks for the label "cidata". */
  volumeId?: string;
  /** Stands on every file: the same files and date give the same bytes. */
  at?: Date;
};

/** Files by name, in UTF-8. Throws a plain Error for names beyond 64 characters, or ones that hold other than [A-Za-z0-9._-]. */
export function makeSeedIso(files: Readonly<Record<string, string>>, options: IsoOptions = {}): Uint8Array {
  const { volumeId = 'cidata', at = new Date(0) } = options;
  const layout = placeFiles(files);
  const image = new Uint8Array(layout.sectors * sector);
  const put = (at: number, bytes: Uint8Array) => image.set(bytes, at * sector);
  put(16, volumeDescriptor(primary, volumeId, layout.sectors, at));
  put(17, volumeDescriptor(joliet, volumeId, layout.sectors, at));
  put(18, new Uint8Array([255, ...ascii('CD001'), 1]));
  for (const tree of [primary, joliet]) {
    put(tree.pathTableLittle, pathTable(tree.root, true));
    put(tree.pathTableBig, pathTable(tree.root, false));
    put(tree.root, directory(tree, layout.files, at));
  }
  for (const file of layout.files) put(file.sector, file.bytes);
  return image;
}

/** Two trees of names over the same files: upper-case ones for whoever knows no Joliet, and the real ones in UCS-2. */
type Tree = {
  isJoliet: boolean;
  pathTableLittle: number;
  pathTableBig: number;
  root: number;
  encode: (name: string) => Uint8Array;
};
const primary: Tree = {
  isJoliet: false,
  pathTableLittle: 19,
  pathTableBig: 20,
  root: 23,
  encode: (name) => ascii(plainName(name)),
};
const joliet: Tree = {
  isJoliet: true,
  pathTableLittle: 21,
  pathTableBig: 22,
  root: 24,
  encode: (name) => ucs2(name),
};
const firstFileSector = 25;
/** 128 KiB: on a device of less than 68 KiB busybox's findfs gives up before it comes to ISO 9660. */
const leastSectors = 64;

type IsoFile = { name: string; bytes: Uint8Array; sector: number };

function placeFiles(files: Readonly<Record<string, string>>): { files: IsoFile[]; sectors: number } {
  let next = firstFileSector;
  const placed = Object.entries(files).map(([name, text]) => {
    if (!/^[\w.-]{1,64}$/.test(name)) throw new Error(`"${name}" is no name for a file of a seed`);
    const bytes = new TextEncoder().encode(text);
    const file = { name, bytes, sector: next };
    next += Math.ceil(bytes.length / sector);
    return file;
  });
  return { files: placed, sectors: Math.max(next, leastSectors) };
}

/** Interchange level 2: up to 30 of A-Z, 0-9 and _, and a version. */
const plainName = (name: string) =>
  `${name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .slice(0, 30)}.;1`;

const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const ucs2 = (text: string) =>
  Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 0xff]));

/** A descriptor's fields lie at fixed places (ECMA-119 §8.4, 8.5), counted there from 1 and here from 0. */
function volumeDescriptor(tree: Tree, volumeId: string, sectors: number, at: Date): Uint8Array {
  const bytes = new Uint8Array(sector);
  const text = (from: number, length: number, value: string) => {
    const fill = tree.isJoliet ? ucs2(' '.repeat(length >> 1)) : ascii(' '.repeat(length));
    bytes.set(fill, from);
    bytes.set((tree.isJoliet ? ucs2(value) : ascii(value)).slice(0, length), from);
  };
  bytes[0] = tree.isJoliet ? 2 : 1;
  bytes.set(ascii('CD001'), 1);
  bytes[6] = 1;
  text(8, 32, '');
  text(40, 32, volumeId);
  bytes.set(both32(sectors), 80);
  // Joliet's mark: UCS-2 level 3.
  if (tree.isJoliet) bytes.set(ascii('%/E'), 88);
  bytes.set(both16(1), 120);
  bytes.set(both16(1), 124);
  bytes.set(both16(sector), 128);
  bytes.set(both32(rootPathTableBytes), 132);
  bytes.set(little32(tree.pathTableLittle), 140);
  bytes.set(big32(tree.pathTableBig), 148);
  bytes.set(record(Uint8Array.of(0), tree.root, sector, true, at), 156);
  for (const from of [190, 318, 446, 574]) text(from, 128, '');
  for (const from of [702, 739, 776]) text(from, 37, '');
  bytes.set(longDate(at), 813);
  bytes.set(longDate(at), 830);
  bytes.set(longDate(null), 847);
  bytes.set(longDate(null), 864);
  bytes[881] = 1;
  return bytes;
}

/** Only the root (§9.4). */
const pathTable = (root: number, little: boolean) =>
  Uint8Array.from([1, 0, ...(little ? little32(root) : big32(root)), ...(little ? [1, 0] : [0, 1]), 0, 0]);

/** Itself, its parent, then the files in the order of their names. One sector holds some twenty: a seed has three. */
function directory(tree: Tree, files: readonly IsoFile[], at: Date): Uint8Array {
  const named = files.map((file) => ({ file, id: tree.encode(file.name) })).sort((a, b) => compare(a.id, b.id));
  const records = [
    record(Uint8Array.of(0), tree.root, sector, true, at),
    record(Uint8Array.of(1), tree.root, sector, true, at),
    ...named.map(({ file, id }) => record(id, file.sector, file.bytes.length, false, at)),
  ].flatMap((one) => [...one]);
  if (records.length > sector) throw new Error('Too many files for a seed');
  return Uint8Array.from(records);
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

/** A directory record (§9.1), of even length. */
function record(id: Uint8Array, at: number, length: number, isDirectory: boolean, date: Date): Uint8Array {
  const size = 33 + id.length + ((33 + id.length) % 2);
  const bytes = new Uint8Array(size);
  bytes[0] = size;
  bytes.set(both32(at), 2);
  bytes.set(both32(length), 10);
  bytes.set(shortDate(date), 18);
  bytes[25] = isDirectory ? 2 : 0;
  bytes.set(both16(1), 28);
  bytes[32] = id.length;
  bytes.set(id, 33);
  return bytes;
}

/** Years since 1900, …, in UTC (§9.1.5). */
const shortDate = (at: Date) => [
  ...[at.getUTCFullYear() - 1900, at.getUTCMonth() + 1, at.getUTCDate()],
  ...[at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), 0],
];

/** Sixteen digits and the zone; zeros for "not given" (§8.4.26.1). */
const longDate = (at: Date | null) =>
  ascii(`${at ? at.toISOString().replace(/\D/g, '').slice(0, 14) : '0'.repeat(14)}00\0`);

const little16 = (n: number) => [n & 0xff, (n >> 8) & 0xff];
const little32 = (n: number) => [...little16(n & 0xffff), ...little16(n >>> 16)];
const big32 = (n: number) => little32(n).reverse();
/** Numbers stand in both orders, side by side. */
const both16 = (n: number) => [...little16(n), ...little16(n).reverse()];
const both32 = (n: number) => [...little32(n), ...big32(n)];
