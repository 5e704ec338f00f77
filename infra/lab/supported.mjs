// Plain JavaScript, as is start.mjs, which asks before it installs anything.
import { existsSync, readFileSync } from 'node:fs';

/** Why no lab can run here, or null. */
export function labUnsupported() {
  if (process.platform !== 'linux') return 'the lab needs Linux: its hosts are namespaces of one kernel';
  if (process.getuid?.() !== 0) return 'the lab needs root: it makes namespaces, mounts and network links';
  const filesystems = readFileSync('/proc/filesystems', 'utf8');
  if (!/\boverlay$/m.test(filesystems) && !existsSync('/sys/module/overlay'))
    return 'this kernel offers no overlayfs (try `modprobe overlay`)';
  if (!existsSync('/dev/net/tun')) return 'this machine has no /dev/net/tun, and guests could have no network';
  return null;
}
