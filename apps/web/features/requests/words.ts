import type { RequestedVms, RequestListItem, RequestState } from '@virtfleet/contracts/request';
import { expandNames } from '@virtfleet/contracts/vm-names';
import { formatGib, formatMib } from '@virtfleet/ui/format';
import type { Tone } from '@virtfleet/ui/state-badge';

type StateLook = { word: string; tone: Tone /** Stands first in the tab's title. */; sign: string };

/** How each state of a request is written and coloured. */
export const requestStates: Record<RequestState, StateLook> = {
  waiting: { word: 'Waiting', tone: 'busy', sign: '◌' },
  approved: { word: 'Approved', tone: 'ok', sign: '●' },
  rejected: { word: 'Rejected', tone: 'bad', sign: '✕' },
  withdrawn: { word: 'Withdrawn', tone: 'idle', sign: '○' },
};

type Named = Pick<RequestedVms, 'name' | 'vms'>;

/** "12 VMs, load-01 – load-12", "db-01". */
export function vmsTitle({ name, vms }: Named): string {
  const made = expandNames(name);
  const [first = name, ...others] = made.ok ? made.names : [];
  return others.length === 0 ? first : `${vms} VMs, ${first} – ${others.at(-1)}`;
}

/** "2 vCPU · 4 GiB · 20 GiB disk" */
export const sizeWords = ({ size, diskGib }: Pick<RequestedVms, 'size' | 'diskGib'>): string =>
  `${size.vcpus} vCPU · ${formatMib(size.memoryMib)} · ${formatGib(diskGib)} disk`;

/** "#214 12 VMs, load-01 – load-12" */
export const requestTitle = ({
  number,
  asked,
  granted,
}: Pick<RequestListItem, 'number' | 'asked' | 'granted'>): string => `#${number} ${vmsTitle(granted ?? asked)}`;

/** "12 VMs" */
export const countWords = (count: number): string => (count === 1 ? 'this VM' : `${count} VMs`);
