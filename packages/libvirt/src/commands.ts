import type { ImageSpec } from '@virtfleet/contracts/vm-spec';

/** A non-root virsh would else talk to a libvirt of its own. */
const libvirtUri = 'qemu:///system';

/** argv of one virsh command. */
export const virsh = (...words: readonly string[]): string[] => ['virsh', '-q', '-c', libvirtUri, ...words];

/**
 * The words of each virsh command that makes something of a VM on its host. The driver runs these, and a plan shows them: so that
 * what is shown is what will be run.
 */
export const createVolumeWords = (pool: string): string[] => ['vol-create', pool, '/dev/stdin'];
export const uploadWords = (pool: string, volumeName: string): string[] => [
  'vol-upload',
  '--pool',
  pool,
  volumeName,
  '/dev/stdin',
];
export const defineWords = (): string[] => ['define', '/dev/stdin'];
export const startWords = (domainName: string): string[] => ['start', domainName];

/** The bytes as the host has them, read back through libvirt, since the files themselves are root's. */
export const hashScript = {
  /** Its $0, by which it is known in process lists. */
  name: 'virtfleet-hash',
  text: `virsh -q -c ${libvirtUri} vol-download --pool "$1" "$2" /dev/stdout | sha256sum`,
};

/** One attempt's own name: libvirt can't rename a volume, so half an upload must never bear a name that is recorded. */
export const imageVolumeName = ({ sha256, format }: Pick<ImageSpec, 'sha256' | 'format'>, token: string): string =>
  `img-${sha256}-${token}.${format}`;
