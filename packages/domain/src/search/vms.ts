import type { VmListItem, VmState } from '@virtfleet/contracts/views';
import type { Language } from './language.ts';
import type { RowReader } from './match.ts';

/** Every state, in the order of a life. */
export const vmStates = Object.keys({
  creating: 0,
  starting: 0,
  running: 0,
  paused: 0,
  rebooting: 0,
  stopping: 0,
  stopped: 0,
  crashed: 0,
  deleting: 0,
  failed: 0,
  unreachable: 0,
  missing: 0,
  unknown: 0,
} satisfies Record<VmState, 0>);

export const vmLanguage: Language = {
  things: 'VMs',
  fields: {
    state: { kind: 'choice', what: 'what it is doing', values: vmStates },
    name: { kind: 'word', what: 'its whole name, * for anything' },
    tag: { kind: 'word', what: 'one of its tags' },
    image: { kind: 'word', what: 'what it was made from' },
    flavor: { kind: 'word', what: 'its size by name' },
    host: { kind: 'word', what: 'where it runs' },
    address: { kind: 'word', what: 'its address: 10.20.*' },
    by: { kind: 'word', what: 'who made it', me: true },
    vcpus: { kind: 'number', what: 'vCPUs: 4, >2' },
    memory: { kind: 'number', what: 'memory in GiB: <=8' },
    since: { kind: 'since', what: 'made since: 2h, 7d, a day' },
    older: { kind: 'older', what: 'made before: 2h, 7d, a day' },
  },
};

/** A row, and what a person may call its maker: name, address and id. */
export type SearchedVm = VmListItem & { makers: readonly string[] };

export const vmReader: RowReader<SearchedVm> = {
  texts: ({ name }) => [name],
  fields: {
    state: ({ status }) => status.state,
    name: ({ name }) => name,
    tag: ({ tags }) => tags,
    image: ({ image }) => image,
    flavor: ({ flavor }) => flavor,
    host: ({ hostName }) => hostName,
    address: ({ address }) => address,
    by: ({ makers }) => makers,
    vcpus: ({ vcpus }) => vcpus,
    memory: ({ memoryMib }) => memoryMib / 1024,
    since: ({ createdAt }) => createdAt,
    older: ({ createdAt }) => createdAt,
  },
};
