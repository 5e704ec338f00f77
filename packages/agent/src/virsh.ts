export { virsh } from '@virtfleet/libvirt/commands';

export type Trouble = 'no_domain' | 'no_volume' | 'exists' | 'not_running' | 'already_running' | 'disconnected';

/** libvirt's own words in the C locale (src/util/virerror.c, tools/virsh-*.c): virsh's exit code is 1 for all of them. */
const words: [Trouble, RegExp][] = [
  ['no_domain', /Domain not found|failed to get domain/],
  ['no_volume', /Storage volume not found|failed to get vol |cannot (open|stat|unlink) .*No such file/],
  ['exists', /exists already|already exists|File exists/],
  ['not_running', /domain is not running|domain is not active/],
  ['already_running', /Domain is already active|domain is already running/],
  [
    'disconnected',
    /Disconnected from|failed to connect to the hypervisor|client socket is closed|Cannot recv data|end of file/,
  ],
];

/** What virsh complains of, where we know an answer to it. */
export const troubleIn = (said: string): Trouble | null => words.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
