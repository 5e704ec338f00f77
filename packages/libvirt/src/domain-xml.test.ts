import { VirtfleetError } from '@virtfleet/contracts/errors';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDomainXml, rootPorts, volumeTarget } from './domain-xml.ts';
import { guestAbiOf } from './guest-abi.ts';
import { parseDomainXml } from './parse-domain.ts';
import { goldenDomains } from './sample-domains.ts';
import { sampleSpec } from './sample-spec.ts';

/** What a parser must find again of what was rendered. */
const modelled = (spec: VmSpec) => ({
  name: spec.domainName,
  uuid: spec.domainUuid,
  title: `${spec.projectName}/${spec.name}`.trim(),
  type: spec.virtType,
  memoryMib: spec.memoryMib,
  vcpus: spec.vcpus,
  stamp: { vmId: spec.id, installationId: spec.installation.id, epoch: spec.installation.epoch },
  disks: [
    ...spec.volumes.map(({ path, format }, n) => ({
      target: volumeTarget(n),
      device: 'disk',
      bus: 'virtio',
      format,
      file: path,
    })),
    { target: 'vdz', device: 'disk', bus: 'virtio', format: 'raw', file: spec.seed.path },
    { target: 'sda', device: 'cdrom', bus: 'sata', format: 'raw', file: null },
  ],
  nics: spec.nics.map(({ mac, libvirtNetwork }) => ({ mac, network: libvirtNetwork })),
  vncPort: null,
});

describe('renderDomainXml', () => {
  it.each(Object.entries(goldenDomains))('renders %s as golden/ has it, and it reads back', async (name, spec) => {
    const xml = renderDomainXml(spec);
    await expect(xml).toMatchFileSnapshot(`golden/domain/${name}.xml`);
    expect(parseDomainXml(xml)).toEqual(modelled(spec));
  });

  it('reads back whatever people and hosts are called, or refuses it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(`a"b'<c>&]]>`, '<![CDATA[', '\u0007', 'ü\n', '🦊'),
    );
    const specs = fc.record({ name: text, projectName: text, libvirtNetwork: text, path: text });
    fc.assert(
      fc.property(specs, ({ name, projectName, libvirtNetwork, path }) => {
        const spec = sampleSpec({ name, projectName });
        for (const nic of spec.nics) nic.libvirtNetwork = libvirtNetwork;
        for (const volume of spec.volumes) volume.path = path;
        let xml: string;
        try {
          xml = renderDomainXml(spec);
        } catch (error) {
          expect(error).toBeInstanceOf(VirtfleetError);
          return;
        }
        expect(parseDomainXml(xml)).toEqual(modelled(spec));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['another architecture', { arch: 'aarch64' }],
    ['a title of two lines', { projectName: 'a\nb' }],
    ['a control character', { name: 'a\u0001' }],
    ['more volumes than letters', { volumes: Array.from({ length: 26 }, () => sampleSpec().volumes).flat() }],
  ])('refuses %s', (_, overrides) => {
    expect(() => renderDomainXml(sampleSpec(overrides))).toThrow(VirtfleetError);
  });

  it('gives a small translation cache to TCG only', () => {
    expect(renderDomainXml(sampleSpec({ virtType: 'qemu' }))).toContain('<tb-cache unit="MiB">64</tb-cache>');
    expect(renderDomainXml(sampleSpec({ virtType: 'kvm' }))).not.toContain('tcg');
  });
});

describe('guest ABI', () => {
  const stored = { type: 'pci', domain: '0x0000', bus: '0x09', slot: '0x00', function: '0x0' };
  const withAbi = (addresses: Record<string, Record<string, string>>) =>
    sampleSpec({ guestAbi: { machine: 'pc-q35-6.2', cpu: { mode: 'custom', model: 'Westmere' }, addresses } });

  it('is what it was rendered from', () => {
    const spec = goldenDomains['with-guest-abi'] ?? expect.fail();
    expect(guestAbiOf(renderDomainXml(spec))).toEqual(spec.guestAbi);
    const maximum = sampleSpec({ guestAbi: { machine: 'pc-q35-9.0', cpu: { mode: 'maximum' }, addresses: {} } });
    expect(guestAbiOf(renderDomainXml(maximum))).toEqual(maximum.guestAbi);
  });

  it('keeps an address with its device, by what the device is', () => {
    const keys = [
      'disk:vda',
      'disk:vdz',
      'disk:sda',
      'nic:52:54:00:12:34:56',
      'controller:usb:0',
      'input:tablet:usb',
      'video:0',
      'memballoon',
      'rng:0',
    ];
    for (const key of keys)
      expect(guestAbiOf(renderDomainXml(withAbi({ [key]: stored }))).addresses).toEqual({ [key]: stored });
  });

  it('leaves a device that is new to libvirt', () => {
    const spec = withAbi({ 'nic:52:54:00:12:34:56': stored });
    for (const nic of spec.nics) nic.mac = '52:54:00:99:99:99';
    expect(guestAbiOf(renderDomainXml(spec)).addresses).toEqual({});
  });

  it('has as many root ports as the domain was made with', () => {
    const ports = (xml: string) => xml.match(/model="pcie-root-port"/g)?.length;
    expect(ports(renderDomainXml(withAbi({ 'controller:pci:1': stored, 'controller:pci:2': stored })))).toBe(2);
    expect(ports(renderDomainXml(sampleSpec()))).toBe(rootPorts);
  });

  it('is not to be had of a CPU that is whatever the host has', () => {
    const xml = renderDomainXml(sampleSpec()).replace('mode="custom"', 'mode="host-passthrough"');
    expect(() => guestAbiOf(xml)).toThrow(VirtfleetError);
  });
});
