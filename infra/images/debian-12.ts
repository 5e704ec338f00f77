// The guest image `debian-12`: Debian as its cloud images are, made of Debian's packages: systemd, cloud-init, sshd and the
// guest agent. What an emulated processor feels is left out or put off.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir, cached, definition } from '../cache.ts';
import { bootstrap, ensurePackages, release } from '../debian.ts';
import { type Doing, run } from '../run.ts';
import { diskTools, makeDisk } from './disk.ts';
import { type GuestImage, keepFacts, readImage } from './image.ts';
import { packageProgress, type Report, within } from './progress.ts';

const here = dirname(fileURLToPath(import.meta.url));
const files = join(here, 'debian-12', 'rootfs');

const packages = [
  ...['systemd-sysv', 'libpam-systemd', 'systemd-resolved', 'systemd-timesyncd', 'dbus', 'udev', 'kmod', 'tzdata'],
  ...['linux-image-cloud-amd64', 'initramfs-tools', 'zstd', 'e2fsprogs', 'fdisk', 'gdisk'],
  ...['cloud-init', 'cloud-guest-utils', 'qemu-guest-agent', 'openssh-server', 'sudo'],
  ...['iproute2', 'iputils-ping', 'netbase', 'ca-certificates', 'curl', 'procps', 'less', 'nano'],
];
/** How many these are with all that they depend on, about; for the progress only. */
const packageCount = 226;

/** No probing of the machine that builds: the disk is virtio's or SCSI's, whatever that machine has. */
const initramfs = 'MODULES=list\\nCOMPRESS=zstd\\nRESUME=none\\nFSTYPE=ext4\\n';
const diskModules = 'virtio_pci\\nvirtio_blk\\nvirtio_scsi\\nsd_mod\\next4\\n';
/** What nobody reads in a VM. Only while the image is made: what is installed later comes whole. */
const excludes = ['man', 'doc', 'info', 'locale'].map((name) => `path-exclude=/usr/share/${name}/*\\n`).join('');
const excludeFile = 'etc/dpkg/dpkg.cfg.d/image';

const hooks = [
  // Before the kernel comes, whose initramfs is made once.
  `--extract-hook=printf '${excludes}path-include=/usr/share/doc/*/copyright\\n' > "$1/${excludeFile}"`,
  '--extract-hook=mkdir -p "$1/etc/initramfs-tools/conf.d"',
  `--extract-hook=printf '${initramfs}' > "$1/etc/initramfs-tools/conf.d/image"`,
  `--extract-hook=printf '${diskModules}' > "$1/etc/initramfs-tools/modules"`,
  '--customize-hook=chroot "$1" systemctl -q enable systemd-networkd systemd-resolved',
];

/** Each would cost a boot that is emulated a second or more, for nothing that a VM needs. */
const masked = [
  ...[
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'e2scrub_reap.service',
  ],
  ...['systemd-networkd-wait-online.service', 'systemd-hwdb-update.service', 'systemd-pstore.service'],
  ...['systemd-binfmt.service', 'proc-sys-fs-binfmt_misc.automount', 'keyboard-setup.service', 'console-setup.service'],
  ...['dev-hugepages.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'fstrim.timer'],
];

/** no_timer_check: without it a busy machine that emulates fails the kernel's check of its timer, and the boot ends in a panic. */
const kernelOptions = [
  ...['root=LABEL=debian-12', 'ro', 'console=tty0', 'console=ttyS0,115200n8', 'quiet', 'net.ifnames=0'],
  ...['no_timer_check', 'random.trust_cpu=on', 'memhp_default_state=online'],
].join(' ');

const rootMib = 1400;
const minDiskGib = 2;
const minMemoryMib = 512;
/** Packages, root and disk, side by side. */
const roomBytes = 3 * 2 ** 30;

/** What is known before it is built, and what it is built from. */
export const debian12 = {
  ...{ name: 'debian-12', title: 'Debian 12', loginUser: 'debian', minDiskGib, minMemoryMib },
  definition: () =>
    definition(
      [process.arch, release],
      ['debian-12.ts', 'disk.ts', 'image.ts'].map((name) => join(here, name)),
      [files],
    ),
};

/** Builds the image, unless the cache has it. Takes minutes; `report` hears how far it is. */
export async function buildDebian12({
  say,
  signal,
  report = () => {},
}: Doing & { report?: Report }): Promise<GuestImage> {
  if (process.arch !== 'x64')
    throw new Error(`The image debian-12 is for x86_64 machines, and this one is ${process.arch}.`);
  const dir = await cached(
    'debian-12',
    debian12.definition(),
    async (work) => {
      checkMachine();
      report({ stage: 'installing what builds it', progress: 0 });
      await ensurePackages(diskTools, { say, signal });
      say('image debian-12: building from Debian packages');
      const from = Date.now();
      await build(work, { say, signal, report });
      say(`image debian-12: built in ${Math.round((Date.now() - from) / 1000)} s`);
    },
    signal,
  );
  return readImage(dir, 'debian-12');
}

function checkMachine() {
  if (process.getuid?.() !== 0) throw new Error('Building the image debian-12 needs root: its files belong to root.');
  const { bavail, bsize } = statfsSync(cacheDir());
  if (bavail * bsize < roomBytes)
    throw new Error(
      `Building the image debian-12 needs 3 GiB in ${cacheDir()}, and ${((bavail * bsize) / 2 ** 30).toFixed(1)} GiB are free.`,
    );
}

async function build(dir: string, { say, signal, report }: Doing & { report: Report }) {
  const work = join(dir, 'work');
  const root = join(work, 'root');
  mkdirSync(work);
  report({ stage: 'reading Debian’s package lists', progress: 0.02 });
  const onText = packageProgress(packageCount, within(report, 0.04, 0.65));
  await bootstrap({ dir: root, variant: 'minbase', packages, hooks, onText, say, signal });
  report({ stage: 'making the disk', progress: 0.65 });
  finishRoot(root);
  const out = join(dir, 'debian-12.qcow2');
  const packed = within(report, 0.7, 0.97);
  const onCompressed = (progress: number) => packed({ stage: 'compressing the disk', progress });
  await makeDisk({ root, label: 'debian-12', rootMib, out, work, signal, onCompressed });
  await keepFacts(dir, 'debian-12', { minDiskGib, minMemoryMib });
  await run(['rm', '-rf', '--one-file-system', work]);
}

/** What is the machine's that built it goes; what is the image's own comes. */
function finishRoot(root: string) {
  const at = (name: string) => join(root, name);
  const gone = [
    ...[excludeFile, 'etc/apt/sources.list', 'etc/apt/apt.conf.d/99mmdebstrap', 'etc/resolv.conf'],
    ...['var/lib/dbus/machine-id', 'initrd.img.old', 'vmlinuz.old', 'var/log/apt', 'var/lib/apt/lists'],
    ...readdirSync(at('etc/ssh'))
      .filter((name) => name.startsWith('ssh_host_'))
      .map((name) => `etc/ssh/${name}`),
  ];
  for (const name of gone) rmSync(at(name), { recursive: true, force: true });
  for (const name of readdirSync(files, { recursive: true, withFileTypes: true }))
    if (name.isFile()) putFile(join(name.parentPath, name.name), root);
  mkdirSync(at('var/lib/apt/lists/partial'), { recursive: true });
  symlinkSync('../run/systemd/resolve/stub-resolv.conf', at('etc/resolv.conf'));
  // Empty: each VM makes its own at its first boot.
  writeFileSync(at('etc/machine-id'), '');
  for (const unit of masked) {
    rmSync(at(`etc/systemd/system/${unit}`), { force: true });
    symlinkSync('/dev/null', at(`etc/systemd/system/${unit}`));
  }
  const grub = ['set timeout=0', `linux /vmlinuz ${kernelOptions}`, 'initrd /initrd.img', 'boot'];
  mkdirSync(at('boot/grub'), { recursive: true, mode: 0o755 });
  // The kernel's package keeps these two links: a newer kernel is booted without a word here.
  writeFileSync(at('boot/grub/grub.cfg'), `${grub.join('\n')}\n`);
}

/** A colleague's umask or git's two modes must not decide over the guest's. */
function putFile(source: string, root: string) {
  const target = join(root, source.slice(files.length));
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  copyFileSync(source, target);
  chmodSync(target, 0o644);
}
