import { z } from 'zod';

/** Everything that a host must be told to make one VM: read from the inventory once, rendered by `libvirt` and `bootstrap`. */
export type VmSpec = {
  id: string;
  name: string;
  projectName: string;
  /** Stamped into the domain's metadata. */
  installation: { id: string; epoch: number };
  domainName: string;
  domainUuid: string;
  arch: string;
  /** kvm where the host offers it and it works, else qemu (TCG). */
  virtType: 'kvm' | 'qemu';
  vcpus: number;
  memoryMib: number;
  pool: string;
  image: ImageSpec;
  /** In order; the first is the boot disk. */
  volumes: VolumeSpec[];
  /** volumeName and path of the NoCloud seed in the pool. */
  seed: { volumeName: string; path: string };
  nics: NicSpec[];
  bootstrap: BootstrapSpec;
  /** Canonical machine type, CPU and device addresses of an earlier define; null before the first. */
  guestAbi: GuestAbi | null;
};

export type ImageSpec = {
  id: string;
  sha256: string;
  format: 'qcow2' | 'raw';
  sizeBytes: number;
  virtualSizeBytes: number;
};

export type VolumeSpec = {
  id: string;
  /** vol-<id>.qcow2 */
  volumeName: string;
  path: string;
  sizeGib: number;
  format: 'qcow2' | 'raw';
  provisioning: 'thin' | 'thick';
  /** The recorded copy of the image on that host; null: an empty disk. */
  backing: { path: string; format: 'qcow2' | 'raw' } | null;
};

export type NicSpec = {
  mac: string;
  /** libvirt's name of the network on the host. */
  libvirtNetwork: string;
  /** Null: no address of ours, the guest asks by DHCP. */
  address: { address: string; prefixLength: number; gateway: string | null; nameservers: string[] } | null;
};

export type BootstrapSpec = {
  hostname: string;
  loginUser: string;
  publicKeys: string[];
  /** The person's own, or null. */
  userData: string | null;
};

/** libvirt's canonical choice at the first define. Rendered from here on, so that a newer libvirt never changes a guest's hardware. */
export const guestAbi = z.object({
  machine: z.string(),
  cpu: z.union([z.object({ mode: z.literal('custom'), model: z.string() }), z.object({ mode: z.literal('maximum') })]),
  /** Device alias-free keys ("disk:vda", "nic:52:54:…", "controller:pci:1") to PCI or drive addresses, as attribute maps. */
  addresses: z.record(z.string(), z.record(z.string(), z.string())),
});
export type GuestAbi = z.infer<typeof guestAbi>;
