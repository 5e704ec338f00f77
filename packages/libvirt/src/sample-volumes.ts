import type { NewVolume } from './volume-xml.ts';

const backing = { path: '/var/lib/libvirt/images/virtfleet/img-1 & co.qcow2', format: 'qcow2' } as const;

/** Those whose XML is kept in golden/, and is checked by libvirt's own schema in the host tier. */
export const goldenVolumes: Readonly<Record<string, NewVolume>> = {
  overlay: { name: 'vol-1.qcow2', capacityBytes: 10 * 2 ** 30, format: 'qcow2', provisioning: 'thin', backing },
  'overlay-thick': { name: 'vol-2.qcow2', capacityBytes: 2 ** 30, format: 'qcow2', provisioning: 'thick', backing },
  'qcow2-thick': { name: 'vol-3.qcow2', capacityBytes: 2 ** 30, format: 'qcow2', provisioning: 'thick', backing: null },
  'raw-thick': { name: 'vol-4.raw', capacityBytes: 2 ** 30, format: 'raw', provisioning: 'thick', backing: null },
  'raw-image': {
    name: 'img-<"&\'>.qcow2',
    capacityBytes: 20_185_601,
    format: 'raw',
    provisioning: 'thin',
    backing: null,
  },
};
