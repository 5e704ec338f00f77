import type { PlannedVm, VmPlan } from '@virtfleet/contracts/plan';
import type { PlanChange } from '@virtfleet/contracts/request';

type Plan = Pick<VmPlan, 'hash' | 'vms' | 'size'>;

/**
 * What is otherwise in a plan that was made anew of the same form: hosts and addresses, told once for neighbours that share
 * both. What only the hash knows of (a key, the image, a text) is told as such; of another form that is no surprise. Empty: the
 * plan still holds.
 */
export function planChanges(was: Plan, now: Plan, { sameForm = true } = {}): PlanChange[] {
  if (was.hash === now.hash) return [];
  const before = new Map(was.vms.map((vm) => [vm.name, vm]));
  const pairs = now.vms.flatMap((vm) => {
    const old = before.get(vm.name);
    return old ? [{ old, vm }] : [];
  });
  const changes = [
    ...inRuns(pairs, 'host', ({ host }) => host ?? 'none'),
    ...inRuns(pairs, 'address', ({ address }) => address ?? 'by DHCP'),
  ];
  if (changes.length > 0 || !sameForm) return changes;
  return [{ of: 'Each VM', what: 'its image, keys or texts', was: was.hash.slice(0, 4), now: now.hash.slice(0, 4) }];
}

type Pair = { old: PlannedVm; vm: PlannedVm };

function inRuns(pairs: readonly Pair[], what: string, of: (vm: PlannedVm) => string): PlanChange[] {
  const told: { first: Pair; last: Pair; at: number }[] = [];
  for (const [at, pair] of pairs.entries()) {
    if (of(pair.old) === of(pair.vm)) continue;
    const open = told.at(-1);
    // Hosts are shared by neighbours; addresses are each another's, and so each told.
    const goesOn = open?.at === at - 1 && of(open.first.old) === of(pair.old) && of(open.first.vm) === of(pair.vm);
    if (open && goesOn) Object.assign(open, { last: pair, at });
    else told.push({ first: pair, last: pair, at });
  }
  return told.map(({ first, last }) => ({
    of: first === last ? first.vm.name : `${first.vm.name} – ${last.vm.name}`,
    ...{ what, was: of(first.old), now: of(first.vm) },
  }));
}
