import { fail } from '@virtfleet/contracts/errors';
import type { GuestAbi, NicSpec, VmSpec, VolumeSpec } from '@virtfleet/contracts/vm-spec';
import { type Attributes, type Element, el, renderXml } from './element.ts';

/** The namespace of our element in a domain's metadata. */
export const metadataUri = 'https://virtfleet.dev/xmlns/domain/1';

/** PCIe root ports of a new VM. Its own devices take seven; the others are room for hotplug, which libvirt cannot add later. */
export const rootPorts = 14;

/** What a new VM gets; once defined, its GuestAbi says. Nehalem runs on every x86-64-v2 host, and under TCG faster than `max`. */
const firstAbi: GuestAbi = { machine: 'q35', cpu: { mode: 'custom', model: 'Nehalem' }, addresses: {} };

/**
 * The domain of a VM, as libvirt's `define` takes it (https://libvirt.org/formatdomain.html).
 * Throws invalid_input for another architecture than x86_64, and for text that XML or libvirt cannot hold.
 */
export function renderDomainXml(spec: VmSpec): string {
  if (spec.arch !== 'x86_64')
    throw fail('invalid_input', `VMs of ${spec.arch} are not supported yet`, { detail: `arch of VM ${spec.id}` });
  const abi = spec.guestAbi ?? firstAbi;
  return renderXml(
    el(
      'domain',
      { type: spec.virtType },
      el('name', {}, spec.domainName),
      el('uuid', {}, spec.domainUuid),
      el('title', {}, oneLine(`${spec.projectName}/${spec.name}`)),
      metadata(spec),
      ...size(spec),
      el('os', {}, el('type', { arch: spec.arch, machine: abi.machine }, 'hvm')),
      features(spec),
      cpu(abi),
      clock,
      el('on_poweroff', {}, 'destroy'),
      el('on_reboot', {}, 'restart'),
      el('on_crash', {}, 'destroy'),
      el('pm', {}, el('suspend-to-mem', { enabled: 'no' }), el('suspend-to-disk', { enabled: 'no' })),
      devices(spec, abi),
    ),
  );
}

function oneLine(title: string): string {
  if (/[\r\n]/.test(title)) throw fail('invalid_input', 'A name of a project or VM must be one line');
  return title;
}

const metadata = ({ id, installation }: VmSpec) =>
  el(
    'metadata',
    {},
    el('vf:vm', { 'xmlns:vf': metadataUri, id, installation: installation.id, epoch: installation.epoch }),
  );

/** Memory and processors. Room to grow either while it runs would stand here, and is not given yet. */
const size = ({ memoryMib, vcpus }: VmSpec): Element[] => [
  el('memory', { unit: 'MiB' }, memoryMib),
  el('currentMemory', { unit: 'MiB' }, memoryMib),
  el('vcpu', { placement: 'static' }, vcpus),
];

/** TCG's translation cache is otherwise 1 GiB for each VM, of which an idle guest keeps most. */
const features = ({ virtType }: VmSpec) =>
  el(
    'features',
    {},
    el('acpi'),
    el('apic'),
    virtType === 'qemu' ? el('tcg', {}, el('tb-cache', { unit: 'MiB' }, 64)) : null,
  );

/** A named model even on one kind of host: what a guest saw at its first boot it must find wherever it is moved to. */
const cpu = ({ cpu: wanted }: GuestAbi) =>
  wanted.mode === 'maximum'
    ? el('cpu', { mode: 'maximum' })
    : el('cpu', { mode: 'custom', match: 'exact' }, el('model', { fallback: 'forbid' }, wanted.model));

/** As virt-install: a guest that was held up catches up. */
const clock = el(
  'clock',
  { offset: 'utc' },
  el('timer', { name: 'rtc', tickpolicy: 'catchup' }),
  el('timer', { name: 'pit', tickpolicy: 'delay' }),
  el('timer', { name: 'hpet', present: 'no' }),
);

/** Adds the address that libvirt chose at the first define, if there is one yet. */
type Place = (key: string) => Element | null;

function devices(spec: VmSpec, abi: GuestAbi): Element {
  const place: Place = (key) => {
    const address = abi.addresses[key];
    return address ? el('address', address) : null;
  };
  return el(
    'devices',
    {},
    ...spec.volumes.map((volume, index) => volumeDisk(volume, index, place)),
    seedDisk(spec, place),
    emptyCdrom(place),
    ...controllers(abi, place),
    ...spec.nics.map((nic) => networkInterface(nic, place)),
    el('serial', { type: 'pty' }, el('target', { type: 'isa-serial', port: 0 }, el('model', { name: 'isa-serial' }))),
    el('console', { type: 'pty' }, el('target', { type: 'serial', port: 0 })),
    el(
      'channel',
      { type: 'unix' },
      el('target', { type: 'virtio', name: agentChannel }),
      place(`channel:${agentChannel}`),
    ),
    // A pointer that follows the person's own in a VNC window.
    el('input', { type: 'tablet', bus: 'usb' }, place('input:tablet:usb')),
    el(
      'graphics',
      { type: 'vnc', port: -1, autoport: 'yes', listen: '127.0.0.1' },
      el('listen', { type: 'address', address: '127.0.0.1' }),
    ),
    el('video', {}, el('model', { type: 'vga', vram: 16_384, heads: 1, primary: 'yes' }), place('video:0')),
    // Without a period no guest tells how it uses its memory.
    el('memballoon', { model: 'virtio' }, el('stats', { period: 10 }), place('memballoon')),
    el('rng', { model: 'virtio' }, el('backend', { model: 'random' }, '/dev/urandom'), place('rng:0')),
  );
}

const agentChannel = 'org.qemu.guest_agent.0';

/** The guest's name of its nth volume, from 0. */
export function volumeTarget(index: number): string {
  if (index > 24) throw fail('invalid_input', 'A VM holds at most 25 volumes');
  return `vd${String.fromCharCode('a'.charCodeAt(0) + index)}`;
}

/** Behind all volumes, so that one more never moves it. */
export const seedTarget = 'vdz';

/** Paths, never type='volume', which storage migration refuses; the format is stated, never probed. */
function volumeDisk(volume: VolumeSpec, index: number, place: Place): Element {
  const dev = volumeTarget(index);
  return el(
    'disk',
    { type: 'file', device: 'disk' },
    el('driver', { name: 'qemu', type: volume.format, discard: 'unmap' }),
    el('source', { file: volume.path }),
    el('target', { dev, bus: 'virtio' }),
    el('serial', {}, diskSerial(volume.id)),
    index === 0 ? el('boot', { order: 1 }) : null,
    place(`disk:${dev}`),
  );
}

/** virtio-blk carries 20 characters: the last of a UUIDv7, as its first are only the time. In the guest /dev/disk/by-id/virtio-… */
export const diskSerial = (volumeId: string): string => volumeId.replaceAll('-', '').slice(-20);

/** A virtio disk, because Debian's cloud kernel has no AHCI and would not see a CD-ROM. */
const seedDisk = ({ seed }: VmSpec, place: Place) =>
  el(
    'disk',
    { type: 'file', device: 'disk' },
    el('driver', { name: 'qemu', type: 'raw' }),
    el('source', { file: seed.path }),
    el('target', { dev: seedTarget, bus: 'virtio' }),
    el('readonly'),
    place(`disk:${seedTarget}`),
  );

/** An ISO can be put in while the VM runs; the drive itself could not be added then. */
const emptyCdrom = (place: Place) =>
  el(
    'disk',
    { type: 'file', device: 'cdrom' },
    el('driver', { name: 'qemu', type: 'raw' }),
    el('target', { dev: 'sda', bus: 'sata' }),
    el('readonly'),
    place('disk:sda'),
  );

/** All that libvirt would add by itself are written too, so that their addresses can be kept; in the order in which it would. */
function controllers(abi: GuestAbi, place: Place): Element[] {
  const kept = Object.keys(abi.addresses).filter((key) => /^controller:pci:[1-9]/.test(key)).length;
  const controller = (type: string, index: number, attributes: Attributes) =>
    el('controller', { type, index, ...attributes }, place(`controller:${type}:${index}`));
  return [
    controller('usb', 0, { model: 'qemu-xhci', ports: 15 }),
    controller('pci', 0, { model: 'pcie-root' }),
    ...Array.from({ length: kept || rootPorts }, (_, n) => controller('pci', n + 1, { model: 'pcie-root-port' })),
    controller('sata', 0, {}),
    controller('virtio-serial', 0, {}),
  ];
}

const networkInterface = (nic: NicSpec, place: Place) =>
  el(
    'interface',
    { type: 'network' },
    el('mac', { address: nic.mac }),
    el('source', { network: nic.libvirtNetwork }),
    el('model', { type: 'virtio' }),
    place(`nic:${nic.mac.toLowerCase()}`),
  );
