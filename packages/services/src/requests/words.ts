import type { RequestedVms } from '@virtfleet/contracts/request';
import { expandNames } from '@virtfleet/contracts/vm-names';

/** "12 VMs (load-01 – load-12)", "the VM db". */
export function vmsInWords({ name, vms }: Pick<RequestedVms, 'name' | 'vms'>): string {
  const made = expandNames(name);
  const [first = name, ...others] = made.ok ? made.names : [];
  return others.length === 0 ? `the VM ${first}` : `${vms} VMs (${first} – ${others.at(-1)})`;
}
