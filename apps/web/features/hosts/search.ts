import type { HostState, HostView } from '@virtfleet/contracts/views';
import type { Language } from '@virtfleet/domain/search/language';
import type { RowReader } from '@virtfleet/domain/search/match';

const states = Object.keys({ unknown: 0, up: 0, unreachable: 0, quarantined: 0 } satisfies Record<HostState, 0>);

export const hostLanguage: Language = {
  things: 'Hosts',
  fields: {
    state: { kind: 'choice', what: 'how it is reached', values: states },
    name: { kind: 'word', what: 'its whole name, * for anything' },
    address: { kind: 'word', what: 'its address: 10.0.*' },
    runs: { kind: 'word', what: 'how guests run: kvm, tcg' },
    vms: { kind: 'number', what: 'how many VMs: 0, >10' },
    unmatched: { kind: 'number', what: 'what matches no VM: >0' },
    cpus: { kind: 'number', what: 'CPUs: >=16' },
    memory: { kind: 'number', what: 'memory in GiB: >=64' },
    libvirt: { kind: 'word', what: 'its version: 9.*' },
  },
};

export const hostReader: RowReader<HostView> = {
  texts: ({ name, address, stateReason }) => [name, address, stateReason],
  fields: {
    state: ({ state }) => state,
    name: ({ name }) => name,
    address: ({ address }) => address,
    // libvirt's "qemu" is emulation without hardware's help.
    runs: ({ virtTypes }) => virtTypes.map((type) => (type === 'qemu' ? 'tcg' : type)),
    vms: ({ vmCount }) => vmCount,
    unmatched: ({ findingCount }) => findingCount,
    cpus: ({ cpus }) => cpus,
    memory: ({ memoryMib }) => memoryMib && memoryMib / 1024,
    libvirt: ({ libvirtVersion }) => libvirtVersion,
  },
};

/** The columns that stand when nobody chose otherwise. */
export const firstHostColumns: readonly string[] = [
  ...['state', 'vms', 'findings', 'cpu', 'memory', 'pool', 'virt', 'version', 'observed'],
];
