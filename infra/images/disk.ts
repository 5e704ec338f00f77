// A disk that BIOS and UEFI boot, from a folder: no loop device, no mount, no chroot.
import { closeSync, openSync, readFileSync, readSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.ts';

/** Debian packages with the programs that are used here. */
export const diskTools = [
  'e2fsprogs',
  'dosfstools',
  'mtools',
  'grub-common',
  'grub-pc-bin',
  'grub-efi-amd64-bin',
  'qemu-utils',
];

const sector = 512;
const mib = 1024 * 1024;
/** The ESP begins where partitions usually do; GRUB's core lies in the gap before it. */
const espStart = 2048;
const espMib = 4;
const rootStart = espStart + (espMib * mib) / sector;

type DiskOptions = {
  /** Becomes the root; boot/grub/grub.cfg is what boots. */
  root: string;
  /** Of the root's ext4, and what GRUB finds it by. */
  label: string;
  rootMib: number;
  /** A qcow2, compressed. */
  out: string;
  /** An empty folder for what is needed on the way. */
  work: string;
  signal?: AbortSignal | undefined;
  /** Hears how much of the disk is compressed, 0 to 1: nearly all of the time goes there. */
  onCompressed?: (part: number) => void;
};

export async function makeDisk({ root, label, rootMib, out, work, signal, onCompressed }: DiskOptions) {
  const esp = join(work, 'esp');
  const ext4 = join(work, 'root.ext4');
  const { core, efi } = await grubImages(label, work);
  await makeEsp(esp, efi);
  await makeExt4(ext4, root, label, rootMib, signal);
  const raw = join(work, 'disk.raw');
  writeFileSync(raw, '');
  truncateSync(raw, rootStart * sector + (rootMib + 1) * mib);
  const disk = openSync(raw, 'r+');
  const boot = readFileSync('/usr/lib/grub/i386-pc/boot.img');
  writeSync(disk, bootSector(boot, rootMib), 0, sector, 0);
  const blocks = withBlocklist(readFileSync(core));
  if (blocks.length > (espStart - 1) * sector) throw new Error("GRUB's core does not fit before the first partition");
  writeSync(disk, blocks, 0, blocks.length, sector);
  copyInto(disk, esp, espStart * sector);
  copyInto(disk, ext4, rootStart * sector);
  closeSync(disk);
  await compress(raw, out, { signal, onCompressed });
}

/** `qemu-img -p` writes "    (12.34/100%)" again and again. */
async function compress(
  raw: string,
  out: string,
  { signal, onCompressed }: Pick<DiskOptions, 'signal' | 'onCompressed'>,
) {
  const onText = (text: string) => {
    const part = [...text.matchAll(/\((\d+\.\d+)\/100%\)/g)].at(-1)?.[1];
    if (part !== undefined) onCompressed?.(Number(part) / 100);
  };
  const options = 'compat=1.1,compression_type=zstd';
  await run(['qemu-img', 'convert', '-p', '-O', 'qcow2', '-o', options, '-c', raw, out], { signal, onText });
}

async function grubImages(label: string, work: string) {
  const modules =
    'ext2 fat part_msdos normal linux search search_label configfile serial terminal echo test minicmd halt reboot';
  const early = join(work, 'early.cfg');
  const lines = [
    `search --no-floppy --label --set=root ${label}`,
    'set prefix=($root)/boot/grub',
    'configfile /boot/grub/grub.cfg',
  ];
  writeFileSync(early, `${lines.join('\n')}\n`);
  const make = (format: string, out: string, extra: string[]) => {
    const folder = `/usr/lib/grub/${format}`;
    return run([
      'grub-mkimage',
      '-O',
      format,
      '-d',
      folder,
      '-c',
      early,
      '-p',
      '/boot/grub',
      '-o',
      out,
      ...extra,
      ...modules.split(' '),
    ]);
  };
  const images = { core: join(work, 'core.img'), efi: join(work, 'bootx64.efi') };
  await make('i386-pc', images.core, ['biosdisk']);
  await make('x86_64-efi', images.efi, []);
  return images;
}

async function makeEsp(esp: string, efi: string) {
  writeFileSync(esp, '');
  truncateSync(esp, espMib * mib);
  await run(['mkfs.vfat', '-n', 'EFI', esp]);
  await run(['mmd', '-i', esp, '::EFI', '::EFI/BOOT']);
  await run(['mcopy', '-i', esp, efi, '::EFI/BOOT/BOOTX64.EFI']);
}

async function makeExt4(file: string, root: string, label: string, sizeMib: number, signal?: AbortSignal) {
  writeFileSync(file, '');
  truncateSync(file, sizeMib * mib);
  // GRUB reads no checksum seed; and room in the group descriptors, to grow while mounted (up to 1 TiB).
  const features = ['-O', '^metadata_csum_seed', '-E', 'lazy_itable_init=0,lazy_journal_init=0,resize=268435456'];
  await run(['mke2fs', '-q', '-t', 'ext4', '-b', '4096', '-m', '0', '-L', label, ...features, '-d', root, file], {
    signal,
  });
}

/** GRUB's boot sector and the partition table: what grub-bios-setup and a partitioner would write. */
export function bootSector(boot: Buffer, rootMib: number): Buffer {
  const out = Buffer.alloc(sector);
  boot.copy(out, 0, 0, 440);
  // Where core.img begins (GRUB_BOOT_MACHINE_KERNEL_SECTOR).
  out.writeBigUInt64LE(1n, 0x5c);
  // The jump around a check for old BIOSes' drive numbers (GRUB_BOOT_MACHINE_DRIVE_CHECK) becomes two NOPs.
  out.writeUInt16LE(0x9090, 0x66);
  out.writeUInt32LE(0x7666_7466, 440);
  partition(0x00, 0xef, espStart, (espMib * mib) / sector).copy(out, 446);
  partition(0x80, 0x83, rootStart, (rootMib * mib) / sector).copy(out, 446 + 16);
  out.writeUInt16LE(0xaa55, 510);
  return out;
}

function partition(flag: number, type: number, start: number, sectors: number): Buffer {
  const entry = Buffer.alloc(16);
  entry.writeUInt8(flag, 0);
  entry.writeUInt8(type, 4);
  // Cylinders, heads and sectors: "beyond what they can say".
  for (const at of [1, 5]) Buffer.from([0xfe, 0xff, 0xff]).copy(entry, at);
  entry.writeUInt32LE(start, 8);
  entry.writeUInt32LE(sectors, 12);
  return entry;
}

/** The first sector of core.img ends with the list of where its other sectors lie: behind it. */
export function withBlocklist(core: Buffer): Buffer {
  const out = Buffer.from(core);
  out.writeBigUInt64LE(2n, 0x1f4);
  return out;
}

/** Copies a file into an open one, leaving holes where it is empty. */
function copyInto(target: number, file: string, at: number) {
  const source = openSync(file, 'r');
  const chunk = Buffer.alloc(mib);
  for (let from = 0; ; from += chunk.length) {
    const length = readSync(source, chunk, 0, chunk.length, from);
    if (length === 0) break;
    if (chunk.subarray(0, length).some((byte) => byte !== 0)) writeSync(target, chunk, 0, length, at + from);
  }
  closeSync(source);
}
