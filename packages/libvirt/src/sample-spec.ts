import type { VmSpec } from '@virtfleet/contracts/vm-spec';

const pool = '/var/lib/libvirt/images/virtfleet';

/** A VM as tests want one; whatever they care about they override. */
export function sampleSpec(overrides: Partial<VmSpec> = {}): VmSpec {
  const id = '01940000-0000-7000-8000-000000000001';
  return {
    id,
    name: 'web-01',
    projectName: 'demo',
    installation: { id: '01940000-0000-7000-8000-00000000000a', epoch: 1 },
    domainName: `vf-${id}`,
    domainUuid: id,
    arch: 'x86_64',
    virtType: 'qemu',
    vcpus: 1,
    memoryMib: 128,
    pool: 'virtfleet',
    image: {
      id: '01940000-0000-7000-8000-00000000000b',
      sha256: 'ab'.repeat(32),
      format: 'qcow2',
      sizeBytes: 20_000_000,
      virtualSizeBytes: 2 ** 30,
    },
    volumes: [
      {
        id: '01940000-0000-7000-8000-00000000000c',
        volumeName: 'vol-01940000-0000-7000-8000-00000000000c.qcow2',
        path: `${pool}/vol-01940000-0000-7000-8000-00000000000c.qcow2`,
        sizeGib: 1,
        format: 'qcow2',
        provisioning: 'thin',
        backing: { path: `${pool}/img-${'ab'.repeat(32)}-1.qcow2`, format: 'qcow2' },
      },
    ],
    seed: { volumeName: `seed-${id}.iso`, path: `${pool}/seed-${id}.iso` },
    nics: [
      {
        mac: '52:54:00:12:34:56',
        libvirtNetwork: 'lab',
        address: { address: '10.77.0.60', prefixLength: 24, gateway: '10.77.0.1', nameservers: ['10.77.0.1'] },
      },
    ],
    bootstrap: { hostname: 'web-01', loginUser: 'ada', publicKeys: [], userData: null },
    guestAbi: null,
    ...overrides,
  };
}
