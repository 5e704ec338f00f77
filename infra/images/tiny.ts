// The guest image `tiny`: Debian's cloud kernel, busybox, sshd and guest agent, and a reader of cloud-init seeds. A login in
// seconds even without hardware virtualisation, in some 20 MB.

import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, definition } from '../cache.ts';
import { bootstrap, ensurePackages } from '../debian.ts';
import { type Doing, run } from '../run.ts';
import { diskTools, makeDisk } from './disk.ts';
import { type GuestImage, keepFacts, readImage } from './image.ts';

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, 'tiny');

const packages = [
  'linux-image-cloud-amd64',
  'busybox-static',
  'dropbear-bin',
  'qemu-guest-agent',
  'e2fsprogs',
  'opendoas',
  'bash',
  'libpam-modules',
];
const programs = [
  'usr/sbin/dropbear',
  'usr/bin/dropbearkey',
  'usr/sbin/qemu-ga',
  'sbin/resize2fs',
  'usr/bin/doas',
  'bin/bash',
];
const pamModules = ['lib/x86_64-linux-gnu/security/pam_permit.so'];

/** What it takes to mount the root, in the initramfs; and what else a guest may want, loaded on demand or by rcS. */
const diskModules = ['virtio_pci', 'virtio_blk', 'virtio_scsi', 'sd_mod', 'ext4', 'crc32c_generic'];
const otherModules = [
  ...['virtio_net', 'virtio_console', 'virtio_rng', 'virtio_balloon', 'button', 'evdev', 'sr_mod', 'isofs', 'vfat'],
  ...['nls_cp437', 'nls_ascii', 'nls_utf8', 'nls_iso8859-1', '8021q'],
];

/** no_timer_check: without it a busy machine that emulates fails the kernel's check of its timer, and the boot ends in a panic. */
const kernelOptions = [
  ...[
    'root=LABEL=tinyroot',
    'console=tty0',
    'console=ttyS0,115200',
    'quiet',
    'no_timer_check',
    'mitigations=off',
    'nokaslr',
  ],
  ...['random.trust_cpu=on', 'memhp_default_state=online'],
];
const rootMib = 64;

/** Builds the image, unless the cache has it. */
export async function buildTiny({ say, signal }: Doing): Promise<GuestImage> {
  if (process.arch !== 'x64')
    throw new Error(`The image tiny is for x86_64 machines, and this one is ${process.arch}.`);
  const hash = definition(
    [process.arch],
    ['tiny.ts', 'disk.ts', 'image.ts'].map((name) => join(here, name)),
    [sources],
  );
  const dir = await cached(
    'tiny',
    hash,
    async (work) => {
      if (process.getuid?.() !== 0) throw new Error('Building the image tiny needs root: its files belong to root.');
      await ensurePackages(['kmod', 'cpio', ...diskTools], { say, signal });
      say('image tiny: building from Debian packages');
      const from = Date.now();
      await build(work, { say, signal });
      say(`image tiny: built in ${Math.round((Date.now() - from) / 1000)} s`);
    },
    signal,
  );
  return readImage(dir, 'tiny');
}

async function build(dir: string, { say, signal }: Doing) {
  const work = join(dir, 'work');
  const debian = join(work, 'debian');
  const root = join(work, 'root');
  mkdirSync(work);
  await bootstrap({ dir: debian, variant: 'extract', packages, say, signal });
  await makeRoot(root, debian);
  await addKernel(root, debian, work);
  await makeDisk({ root, label: 'tinyroot', rootMib, out: join(dir, 'tiny.qcow2'), work, signal });
  await keepFacts(dir, 'tiny', { minDiskGib: 1, minMemoryMib: 128 });
  rmSync(work, { recursive: true });
}

async function makeRoot(root: string, debian: string) {
  const empty = [
    'dev',
    'proc',
    'sys',
    'run',
    'tmp',
    'mnt',
    'home',
    'root',
    'var/log',
    'var/lib/cloud',
    'lib64',
    'usr/lib/x86_64-linux-gnu/security',
  ];
  for (const dir of ['bin', 'sbin', ...empty]) mkdirSync(join(root, dir), { recursive: true });
  symlinkSync('usr/lib', join(root, 'lib'));
  symlinkSync('../run', join(root, 'var/run'));
  // A colleague's umask or git's two modes must not decide over the guest's.
  cpSync(join(sources, 'rootfs'), root, { recursive: true });
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
  for (const [name, mode] of [
    ['etc/shadow', 0o600],
    ['root', 0o700],
    ['tmp', 0o1777],
  ] as const)
    chmodSync(join(root, name), mode);
  await addBusybox(root, debian);
  await addPrograms(root, debian);
}

/** Every applet that nothing better stands in for. */
async function addBusybox(root: string, debian: string) {
  copyFileSync(join(debian, 'bin/busybox'), join(root, 'bin/busybox'));
  const applets = (await run([join(debian, 'bin/busybox'), '--list'])).trim().split('\n');
  for (const applet of applets) {
    const dir = ['poweroff', 'reboot', 'halt', 'getty', 'udhcpc', 'modprobe', 'init'].includes(applet) ? 'sbin' : 'bin';
    if (applet !== 'busybox' && !existsSync(join(root, dir, applet)))
      symlinkSync('/bin/busybox', join(root, dir, applet));
  }
}

async function addPrograms(root: string, debian: string) {
  const libraries = new Set<string>();
  for (const name of [...programs, ...pamModules])
    for (const path of await librariesOf(join(debian, name), debian)) libraries.add(path);
  for (const name of programs) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    copyFileSync(join(debian, name), join(root, name));
  }
  chmodSync(join(root, 'usr/bin/doas'), 0o4755);
  for (const path of libraries) copyFileSync(path, join(root, 'usr/lib/x86_64-linux-gnu', basename(path)));
  for (const name of pamModules) copyFileSync(join(debian, name), join(root, 'usr', name));
  copyFileSync(join(debian, loader), join(root, 'lib64/ld-linux-x86-64.so.2'));
}

const loader = 'lib/x86_64-linux-gnu/ld-linux-x86-64.so.2';

/** Asks the image's own dynamic loader: the machine's may be of another release. */
async function librariesOf(program: string, debian: string): Promise<string[]> {
  const folders = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'].map((name) => join(debian, name));
  const listed = await run([join(debian, loader), '--library-path', folders.join(':'), '--list', program]);
  return [...listed.matchAll(/=> (\S+)/g)].flatMap(([, path]) => (path ? [path] : []));
}

async function addKernel(root: string, debian: string, work: string) {
  const [version = ''] = readdirSync(join(debian, 'lib/modules'));
  const modules = join('lib/modules', version);
  await run(['depmod', '-b', debian, version]);
  const needs = async (names: string[]) => {
    const lines = await run(['modprobe', '-d', debian, '-S', version, '--show-depends', '-a', ...names]);
    return [...new Set([...lines.matchAll(/^insmod (\S+)/gm)].flatMap(([, path]) => (path ? [path] : [])))];
  };
  const forDisk = await needs(diskModules);
  for (const path of [...forDisk, ...(await needs(otherModules))]) {
    const target = join(root, modules, path.slice(join(debian, modules).length));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    copyFileSync(join(debian, modules, name), join(root, modules, name));
  await run(['depmod', '-b', root, version]);
  mkdirSync(join(root, 'boot/grub'), { recursive: true });
  copyFileSync(join(debian, 'boot', `vmlinuz-${version}`), join(root, 'boot/vmlinuz'));
  await makeInitramfs(join(root, 'boot/initrd'), forDisk, debian, join(work, 'initramfs'));
  const grub = ['set timeout=0', `linux /boot/vmlinuz ${kernelOptions.join(' ')}`, 'initrd /boot/initrd', 'boot'];
  writeFileSync(join(root, 'boot/grub/grub.cfg'), `${grub.join('\n')}\n`);
}

/** Not compressed: the image is, and unpacking costs an emulated processor more than reading. */
async function makeInitramfs(out: string, modules: string[], debian: string, work: string) {
  for (const dir of ['bin', 'modules', 'proc', 'sys', 'dev', 'root']) mkdirSync(join(work, dir), { recursive: true });
  copyFileSync(join(debian, 'bin/busybox'), join(work, 'bin/busybox'));
  const applets = 'sh insmod mount findfs usleep switch_root readlink sed printf dd blockdev';
  for (const applet of applets.split(' ')) symlinkSync('busybox', join(work, 'bin', applet));
  for (const path of modules) copyFileSync(path, join(work, 'modules', basename(path)));
  writeFileSync(join(work, 'modules/order'), `${modules.map((path) => basename(path)).join('\n')}\n`);
  copyFileSync(join(sources, 'initramfs/init'), join(work, 'init'));
  chmodSync(join(work, 'init'), 0o755);
  const names = ['.', ...readdirSync(work, { recursive: true })].join('\n');
  await run(['cpio', '--quiet', '-o', '-H', 'newc', '-R', '0:0', '-F', out], { cwd: work, input: `${names}\n` });
}
