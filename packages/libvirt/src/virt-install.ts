import type { VmSpec, VolumeSpec } from '@virtfleet/contracts/vm-spec';
import { diskSerial, seedTarget, volumeTarget } from './domain-xml.ts';

/**
 * The virt-install(1) command that makes the domain of this spec, on volumes that are there: what `dumpxml --inactive` says of
 * either is the same but for uuid, name, MAC address, disk paths and metadata (infra/lab/virt-install.lab.test.ts runs it).
 * What virt-install chooses by itself as we do is left out.
 */
export function virtInstallArgv(spec: VmSpec, { start = true }: { start?: boolean } = {}): string[] {
  const options: [string, string?][] = [
    ['--connect', 'qemu:///system'],
    ['--name', spec.domainName],
    ['--metadata', `title=${value(`${spec.projectName}/${spec.name}`)}`],
    ['--virt-type', spec.virtType],
    ['--arch', spec.arch],
    ['--machine', 'q35'],
    ['--cpu', 'Nehalem,match=exact,model.fallback=forbid'],
    ['--vcpus', String(spec.vcpus)],
    ['--memory', String(spec.memoryMib)],
    // What it would add for a guest that it knows is left to us.
    ['--osinfo', 'detect=off,name=linux2022'],
    ['--import'],
    ...spec.volumes.map((volume, index): [string, string] => ['--disk', volumeDisk(spec.pool, volume, index)]),
    ['--disk', `vol=${spec.pool}/${spec.seed.volumeName},format=raw,bus=virtio,target.dev=${seedTarget},readonly=on`],
    ['--disk', 'device=cdrom,bus=sata,target.dev=sda'],
    ...spec.nics.map(({ libvirtNetwork, mac }): [string, string] => [
      '--network',
      `network=${value(libvirtNetwork)},model=virtio,mac=${mac}`,
    ]),
    ['--channel', 'unix,target.type=virtio,target.name=org.qemu.guest_agent.0'],
    ['--input', 'tablet,bus=usb'],
    ['--graphics', 'vnc,listen=127.0.0.1'],
    ['--video', 'vga'],
    ['--memballoon', 'model=virtio,stats.period=10'],
    ['--rng', '/dev/urandom'],
    ...(spec.virtType === 'qemu'
      ? ([
          ['--xml', './features/tcg/tb-cache=64'],
          ['--xml', './features/tcg/tb-cache/@unit=MiB'],
        ] as [string, string][])
      : []),
    ['--noautoconsole'],
    ...(start ? [] : ([['--noreboot']] as [string][])),
  ];
  return ['virt-install', ...options.flatMap(([name, text]) => (text === undefined ? [name] : [name, text]))];
}

function volumeDisk(pool: string, { id, volumeName, format }: VolumeSpec, index: number): string {
  const boot = index === 0 ? ',boot.order=1' : '';
  return `vol=${pool}/${volumeName},format=${format},bus=virtio,target.dev=${volumeTarget(index)},driver.discard=unmap,serial=${diskSerial(id)}${boot}`;
}

/** virt-install reads a comma as the end of a value; a quoted one may hold any (python's shlex). */
const value = (text: string): string => (/[,"'\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text);
