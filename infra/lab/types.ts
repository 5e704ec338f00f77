/** A hypervisor host of the lab, as the control plane must know it. */
export type LabHost = {
  index: number;
  name: string;
  address: string;
  port: 22;
  user: 'virtfleet';
  /** "ssh-ed25519 AAAA…", to be pinned. */
  hostKey: string;
};

export type Lab = {
  /** Four hex digits: part of every name that the kernel knows it by. */
  id: string;
  dir: string;
  bridge: string;
  /** "10.77.3.0/24" */
  subnet: string;
  /** The machine's own address on the lab's bridge. */
  gateway: string;
  /** Addresses for guests, both included. */
  guestRange: { first: string; last: string };
  /** What libvirt calls the bridged network on every host. */
  hostNetwork: 'lab';
  pool: 'virtfleet';
  hosts: LabHost[];
};

/** What is kept of a lab between runs: `lab.json`. Its subnet stays, since VMs keep their addresses. */
export type LabRecord = { id: string; subnetIndex: number; hosts: { index: number; hostKey: string }[] };
