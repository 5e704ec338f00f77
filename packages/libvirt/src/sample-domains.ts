import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import { sampleSpec } from './sample-spec.ts';

const [boot] = sampleSpec().volumes;
const [nic] = sampleSpec().nics;
if (!boot || !nic) throw new Error('The sample has a volume and a network');

/** Those whose XML is kept in golden/, and is checked by libvirt's own schema in the host tier. */
export const goldenDomains: Readonly<Record<string, VmSpec>> = {
  tcg: sampleSpec(),
  'kvm-two-volumes-two-nics': sampleSpec({
    virtType: 'kvm',
    vcpus: 4,
    memoryMib: 8192,
    volumes: [
      boot,
      {
        ...boot,
        id: '01940000-0000-7000-8000-00000000000d',
        path: '/srv/pool & co/vol-2.raw',
        format: 'raw',
        backing: null,
      },
    ],
    nics: [nic, { mac: '52:54:00:AB:CD:EF', libvirtNetwork: 'storage', address: null }],
  }),
  'with-guest-abi': sampleSpec({
    guestAbi: {
      machine: 'pc-q35-7.2',
      cpu: { mode: 'custom', model: 'Westmere' },
      addresses: {
        'disk:vda': { type: 'pci', domain: '0x0000', bus: '0x04', slot: '0x00', function: '0x0' },
        'controller:pci:1': {
          type: 'pci',
          domain: '0x0000',
          bus: '0x00',
          slot: '0x02',
          function: '0x0',
          multifunction: 'on',
        },
        'controller:pci:2': { type: 'pci', domain: '0x0000', bus: '0x00', slot: '0x02', function: '0x1' },
        'channel:org.qemu.guest_agent.0': { type: 'virtio-serial', controller: '0', bus: '0', port: '1' },
      },
    },
  }),
  'hostile-names': sampleSpec({ name: `"'<&>]]>`, projectName: 'Büro 🦊 <!-- &amp; $(x)' }),
};
