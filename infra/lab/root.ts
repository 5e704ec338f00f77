import { appendFileSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, definition } from '../cache.ts';
import { bootstrap, release } from '../debian.ts';
import type { Doing } from '../run.ts';

/** What an admin would install on a hypervisor host, and little else. */
const packages = [
  'systemd-sysv',
  'dbus',
  'udev',
  'openssh-server',
  'libvirt-daemon-system',
  'libvirt-clients',
  'qemu-system-x86',
  'qemu-utils',
  'dnsmasq-base',
  'iproute2',
  'iptables',
  'nftables',
  'ovmf',
  'polkitd',
  'procps',
  'netcat-openbsd',
  'cpio',
  'ca-certificates',
  'less',
];

/** These would touch the one real kernel that all hosts share, or only cost time. */
const masked = [
  'systemd-udev-trigger.service',
  'systemd-modules-load.service',
  'systemd-sysctl.service',
  'systemd-journald-audit.socket',
  'systemd-binfmt.service',
  'systemd-machine-id-commit.service',
  'systemd-remount-fs.service',
  'systemd-timesyncd.service',
  'systemd-logind.service',
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'fstrim.timer',
  'motd-news.timer',
  'console-getty.service',
  'getty.target',
  'proc-sys-fs-binfmt_misc.automount',
  'dev-hugepages.mount',
  'sys-kernel-debug.mount',
  'sys-kernel-tracing.mount',
  'sys-fs-fuse-connections.mount',
  'sys-kernel-config.mount',
];

/** dpkg is told by a file what to leave out: as options each would run every package through a slow filter. */
const excludes = ['man', 'doc', 'locale', 'info'].map((name) => `path-exclude=/usr/share/${name}/*\\n`).join('');
const hooks = [
  `--extract-hook=printf '${excludes}path-include=/usr/share/doc/*/copyright\\n' > "$1/etc/dpkg/dpkg.cfg.d/lab"`,
  // As onboarding would: a user without a password and without sudo.
  '--customize-hook=chroot "$1" useradd --create-home --shell /bin/bash --groups libvirt virtfleet',
];

/** A root of another name, with more packages in it. */
export type LabRoot = { name: string; packages: readonly string[] };
const plain: LabRoot = { name: 'lab-root', packages: [] };

/** The read-only root that all hosts of all labs share: Debian 12 with sshd and libvirt. Answers its path. */
export async function buildLabRoot({ say, signal }: Doing, { name, packages: more } = plain): Promise<string> {
  const included = [...packages, ...more];
  const hash = definition([included.join(), masked.join(), release], [fileURLToPath(import.meta.url)]);
  const dir = await cached(
    name,
    hash,
    async (work) => {
      say(`${name.replace('-', ' ')}: building from Debian packages`);
      const from = Date.now();
      await bootstrap({ dir: join(work, 'root'), variant: 'minbase', packages: included, hooks, say, signal });
      tune(join(work, 'root'));
      say(`${name.replace('-', ' ')}: built in ${Math.round((Date.now() - from) / 1000)} s`);
    },
    signal,
  );
  return join(dir, 'root');
}

function tune(root: string) {
  const units = join(root, 'etc/systemd/system');
  for (const unit of masked) {
    rmSync(join(units, unit), { force: true });
    symlinkSync('/dev/null', join(units, unit));
  }
  // No logind, so no session per SSH login.
  const pam = join(root, 'etc/pam.d/common-session');
  writeFileSync(
    pam,
    readFileSync(pam, 'utf8')
      .split('\n')
      .filter((line) => !line.includes('pam_systemd.so'))
      .join('\n'),
  );
  write(root, 'etc/systemd/journald.conf.d/lab.conf', '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\nReadKMsg=no\n');
  // Debian's default ends an idle libvirtd after two minutes; a real host's is woken by its sockets.
  write(root, 'etc/systemd/system/libvirtd.service.d/lab.conf', '[Service]\nEnvironment=LIBVIRTD_ARGS=\n');
  write(
    root,
    'etc/default/libvirt-guests',
    'ON_BOOT=ignore\nON_SHUTDOWN=shutdown\nSHUTDOWN_TIMEOUT=6\nPARALLEL_SHUTDOWN=20\n',
  );
  appendFileSync(join(root, 'etc/libvirt/qemu.conf'), 'security_driver = "none"\n');
  for (const kind of ['rsa', 'ecdsa', 'ed25519'])
    for (const end of ['', '.pub']) rmSync(join(root, `etc/ssh/ssh_host_${kind}_key${end}`), { force: true });
  rmSync(join(root, 'usr/sbin/policy-rc.d'), { force: true });
  if (!lstatSync(join(root, 'etc/libvirt/qemu.conf')).isFile()) throw new Error('the lab root has no libvirt');
}

function write(root: string, name: string, text: string) {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), text);
}
