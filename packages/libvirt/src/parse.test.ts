// The texts in golden/virsh/ are what libvirt 9.0 printed on a host.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guestAbiOf } from './guest-abi.ts';
import { parseDomainList, parseDomainState, parseDomainStats, parseDomainXml } from './parse-domain.ts';
import { parseEventLine } from './parse-event.ts';
import {
  parseBootId,
  parseCapabilities,
  parseDomainCapabilities,
  parseNames,
  parseNodeInfo,
  parseVersion,
} from './parse-host.ts';
import { parsePoolInfo, parsePoolXml, parseVolumeList, parseVolumeXml } from './parse-storage.ts';

const golden = (name: string) => readFileSync(join(import.meta.dirname, 'golden/virsh', name), 'utf8');
const uuid = '01940000-0000-7000-8000-0000000000aa';
const name = `vf-${uuid}`;
const pool = '/var/lib/libvirt/images/virtfleet';
const nonsense = 'error: Disconnected from qemu:///system due to end of file';

describe('domains', () => {
  it('list --all --uuid --name', () => {
    expect(parseDomainList(golden('list-all-uuid-name.txt'))).toEqual([{ uuid, name }]);
    expect(parseDomainList(`${uuid} my old vm\n\n`)).toEqual([{ uuid, name: 'my old vm' }]);
    expect(parseDomainList('\n')).toEqual([]);
    expect(() => parseDomainList(nonsense)).toThrow();
  });

  it.each([
    ['running (booted)', { state: 'running', reason: 'booted' }],
    ['running (unknown)', { state: 'running', reason: null }],
    ['paused (I/O error)', { state: 'paused', reason: 'I/O error' }],
    ['in shutdown (user)', { state: 'running', reason: 'user' }],
    ['shut off (destroyed)', { state: 'stopped', reason: 'destroyed' }],
    ['shut off (crashed)', { state: 'crashed', reason: 'crashed' }],
    ['shut off (failed)', { state: 'stopped', reason: 'failed' }],
    ['pmsuspended', { state: 'paused', reason: null }],
    ['no state (unknown)', { state: 'unknown', reason: null }],
  ])('domstate --reason: %s', (text, expected) => {
    expect(parseDomainState(`${text}\n\n`)).toEqual(expected);
  });

  it.each([
    ['1', '1', 'running (booted)'],
    ['1', '5', 'running (unpaused)'],
    ['3', '5', 'paused (I/O error)'],
    ['5', '1', 'shut off (shutdown)'],
    ['5', '2', 'shut off (destroyed)'],
    ['5', '3', 'shut off (crashed)'],
    ['6', '1', 'crashed (panicked)'],
    ['7', '0', 'pmsuspended (unknown)'],
  ])('domstats: %s, %s is what domstate calls %s', (state, reason, words) => {
    const stats = parseDomainStats(`Domain: '${name}'\n  state.state=${state}\n  state.reason=${reason}\n\n`);
    expect(stats).toEqual([{ name, ...parseDomainState(words) }]);
  });

  it('domstats --state --nowait', () => {
    const one = golden('domstats-state-nowait.txt');
    expect(parseDomainStats(one)).toEqual([{ name, state: 'running', reason: 'booted' }]);
    expect(parseDomainStats(`${one}\n${one.replace(name, "Ann's")}`).map((domain) => domain.name)).toEqual([
      name,
      "Ann's",
    ]);
    expect(parseDomainStats('\n')).toEqual([]);
    expect(() => parseDomainStats("Domain: 'a'\n  state.state=99\n")).toThrow();
  });

  it('dumpxml of a running and of a stopped domain', () => {
    const inactive = parseDomainXml(golden('dumpxml-inactive.xml'));
    expect(inactive).toMatchObject({
      name,
      uuid,
      title: 'demo/web-01',
      type: 'qemu',
      memoryMib: 128,
      vcpus: 1,
      stamp: { vmId: uuid, installationId: '01940000-0000-7000-8000-00000000000a', epoch: 1 },
      nics: [{ mac: '52:54:00:77:79:60', network: 'lab' }],
      vncPort: null,
    });
    expect(inactive.disks.map(({ target, file }) => [target, file])).toEqual([
      ['vda', `${pool}/vol-pure.qcow2`],
      ['vdz', `${pool}/seed-pure.iso`],
      ['sda', null],
    ]);
    // An empty drive has no format while it runs.
    const disks = inactive.disks.map((disk) => (disk.target === 'sda' ? { ...disk, format: null } : disk));
    expect(parseDomainXml(golden('dumpxml-running.xml'))).toEqual({ ...inactive, disks, vncPort: 5900 });
  });

  it('a domain that is not ours has no stamp, whatever prefix it uses', () => {
    const xml = golden('dumpxml-inactive.xml');
    expect(parseDomainXml(xml.replace('https://virtfleet.dev/xmlns/domain/1', 'https://example.org')).stamp).toBeNull();
    expect(parseDomainXml(xml.replace('<vf:vm xmlns:vf', '<o:vm xmlns:o')).stamp?.vmId).toBe(uuid);
  });

  it('guestAbiOf finds an address for all that sits on a bus', () => {
    const { machine, cpu, addresses } = guestAbiOf(golden('dumpxml-inactive.xml'));
    expect({ machine, cpu }).toEqual({ machine: 'pc-q35-7.2', cpu: { mode: 'custom', model: 'Nehalem' } });
    expect(addresses['disk:vda']).toEqual({
      type: 'pci',
      domain: '0x0000',
      bus: '0x04',
      slot: '0x00',
      function: '0x0',
    });
    expect(Object.keys(addresses).filter((key) => !key.startsWith('controller:pci:'))).toEqual([
      ...['disk:vda', 'disk:vdz', 'disk:sda', 'controller:usb:0', 'controller:sata:0', 'controller:virtio-serial:0'],
      ...[
        'nic:52:54:00:77:79:60',
        'channel:org.qemu.guest_agent.0',
        'input:tablet:usb',
        'video:0',
        'memballoon',
        'rng:0',
      ],
    ]);
  });
});

describe('a host', () => {
  it('nodeinfo', () => {
    expect(parseNodeInfo(golden('nodeinfo.txt'))).toEqual({ arch: 'x86_64', cpus: 2, memoryMib: 7898 });
    expect(() => parseNodeInfo(nonsense)).toThrow();
  });

  it('version, with and without the daemon', () => {
    expect(parseVersion(golden('version.txt'))).toEqual({ libvirt: '9.0.0', hypervisor: '7.2.22' });
    const newerClient = golden('version-daemon.txt').replace('library: libvirt 9.0.0', 'library: libvirt 10.1.0');
    expect(parseVersion(newerClient)).toEqual({ libvirt: '9.0.0', hypervisor: '7.2.22' });
    expect(() => parseVersion(nonsense)).toThrow();
  });

  it('capabilities, without KVM and with it', () => {
    const xml = golden('capabilities.xml');
    expect(parseCapabilities(xml)).toMatchObject({ arch: 'x86_64', cpuModel: 'kvm64', domainTypes: ['qemu'] });
    // As a host with /dev/kvm lists it.
    const kvm = xml.replaceAll("<domain type='qemu'/>", "<domain type='qemu'/><domain type='kvm'/>");
    expect(parseCapabilities(kvm).domainTypes).toEqual(['kvm', 'qemu']);
    expect(() => parseCapabilities(nonsense)).toThrow();
  });

  it('domcapabilities', () => {
    const { domainType, machine, maxVcpus, cpuModels } = parseDomainCapabilities(golden('domcapabilities.xml'));
    expect({ domainType, machine, maxVcpus }).toEqual({ domainType: 'qemu', machine: 'pc-q35-7.2', maxVcpus: 288 });
    expect(cpuModels).toContain('Nehalem');
    expect(cpuModels).not.toContain('Nehalem-IBRS');
  });

  it('net-list --name, and the boot id', () => {
    expect(parseNames(golden('net-list-name.txt'))).toEqual(['lab']);
    expect(parseNames('default\nlab\n\n')).toEqual(['default', 'lab']);
    expect(parseBootId('0d6f5e4c-7f1e-4a53-9c46-2b6a3c1de111\n')).toBe('0d6f5e4c-7f1e-4a53-9c46-2b6a3c1de111');
    expect(() => parseBootId('')).toThrow();
  });
});

describe('storage', () => {
  it('pool-info --bytes', () => {
    const info = golden('pool-info-bytes.txt');
    const sizes = { capacityBytes: 270_553_174_016, allocationBytes: 26_894_499_840, availableBytes: 243_658_674_176 };
    expect(parsePoolInfo(info)).toEqual({ active: true, ...sizes });
    const inactive = 'Name:           virtfleet\nState:          inactive\nPersistent:     yes\n';
    expect(parsePoolInfo(inactive)).toMatchObject({ active: false, capacityBytes: 0 });
    expect(() => parsePoolInfo(info.replace('270553174016', '252 GiB'))).toThrow();
    expect(() => parsePoolInfo(nonsense)).toThrow();
  });

  it('pool-dumpxml', () => {
    expect(parsePoolXml(golden('pool-dumpxml.xml'))).toEqual({ name: 'virtfleet', type: 'dir', path: pool });
  });

  it('vol-list, with virsh -q and without', () => {
    const volumes = ['img-pure.qcow2', 'seed-pure.iso', 'vol-pure.qcow2'].map((file) => ({
      name: file,
      path: `${pool}/${file}`,
    }));
    expect(parseVolumeList(golden('vol-list.txt'))).toEqual(volumes);
    expect(parseVolumeList(golden('vol-list-with-heading.txt'))).toEqual(volumes);
    expect(parseVolumeList('\n')).toEqual([]);
    expect(parseVolumeList(' my disk.img   /srv/my disk.img\n')).toEqual([
      { name: 'my disk.img', path: '/srv/my disk.img' },
    ]);
    expect(() => parseVolumeList(nonsense)).toThrow();
  });

  it('vol-dumpxml of an overlay, an uploaded image and a seed', () => {
    expect(parseVolumeXml(golden('vol-dumpxml-overlay.xml'))).toMatchObject({
      name: 'vol-pure.qcow2',
      path: `${pool}/vol-pure.qcow2`,
      format: 'qcow2',
      compat: '1.1',
      capacityBytes: 2 ** 30,
      backing: { path: `${pool}/img-pure.qcow2`, format: 'qcow2' },
    });
    const image = parseVolumeXml(golden('vol-dumpxml-image.xml'));
    expect(image).toMatchObject({ backing: null, format: 'qcow2' });
    expect(image.physicalBytes).toBeGreaterThan(10_000_000);
    expect(parseVolumeXml(golden('vol-dumpxml-seed.xml'))).toMatchObject({
      capacityBytes: 131_072,
      physicalBytes: 131_072,
    });
  });
});

describe('event --all --loop --timestamp', () => {
  it('reads each line that is an event', () => {
    const events = golden('events.txt').split('\n').map(parseEventLine);
    expect(events.map((event) => event && `${event.event}: ${event.detail}`)).toEqual([
      'lifecycle: Defined Added',
      "agent-lifecycle: state: 'disconnected' reason: 'domain started'",
      'lifecycle: Started Booted',
      'reboot: ',
      'lifecycle: Shutdown Finished after guest request',
      'lifecycle: Stopped Shutdown',
      'lifecycle: Stopped Failed',
      null,
      null,
    ]);
    expect(events[0]).toMatchObject({ domainName: name, at: new Date('2026-11-24T20:32:09.943Z') });
  });

  it("knows the host's time zone, and names with quotes", () => {
    const line = "2026-11-24 22:32:09.943+0200: event 'lifecycle' for domain 'Ann's box': Stopped Destroyed";
    expect(parseEventLine(line)).toEqual({
      event: 'lifecycle',
      domainName: "Ann's box",
      detail: 'Stopped Destroyed',
      at: new Date('2026-11-24T20:32:09.943Z'),
    });
  });
});
