import type { OperationSummary, QuotaAmounts, QuotaView, VmListItem, VmState } from '@virtfleet/contracts/views';
import { formatGib, formatMib } from '@virtfleet/ui/format';
import type { Tone } from '@virtfleet/ui/state-badge';

/** Something that a person should look at, and the page that it leads to. */
export type Matter = { key: string; tone: Tone; title: string; detail: string; href: string; look: string };

/** States that nobody asked for. */
export const troubledStates = ['failed', 'crashed', 'missing', 'unreachable', 'paused'] as const satisfies VmState[];
/** The search that finds them. */
export const troubledQuery = `state:${troubledStates.join(',')}`;

type Project = { base: string };
type Input = Project & { vms: readonly VmListItem[]; stuck: readonly OperationSummary[]; quota: QuotaView };

/** What needs a look, the worst first: failed and lost VMs, stuck operations, silent hosts, a quota that runs out. */
export function mattersOf({ base, vms, stuck, quota }: Input): Matter[] {
  return [
    ...vms.filter(({ status }) => status.state !== 'unreachable').map((vm) => ofVm(vm, base)),
    ...stuck.map((operation) => ofStuck(operation, base)),
    ...silentHosts(vms, base),
    ...fullQuota(quota, base),
  ];
}

const vmWords: Partial<Record<VmState, { tone: Tone; title: (name: string) => string; detail: string }>> = {
  failed: { tone: 'bad', title: (name) => `${name} could not be created`, detail: 'See why, and try again.' },
  crashed: { tone: 'bad', title: (name) => `${name} crashed`, detail: 'Start it again, or see what it did last.' },
  missing: {
    tone: 'warn',
    title: (name) => `${name} is missing on its host`,
    detail: 'Its host has no such domain: somebody removed it there.',
  },
  paused: {
    tone: 'warn',
    title: (name) => `${name} is paused`,
    detail: 'Its host holds it: an I/O error, or a person.',
  },
};

function ofVm({ id, name, status }: VmListItem, base: string): Matter {
  const words = vmWords[status.state];
  return {
    key: id,
    tone: words?.tone ?? 'warn',
    title: words?.title(name) ?? name,
    detail: status.evidence ?? words?.detail ?? '',
    href: `${base}/vms/${id}`,
    look: 'Look',
  };
}

function ofStuck({ id, vmName, hostName }: OperationSummary, base: string): Matter {
  return {
    key: id,
    tone: 'warn',
    title: `An operation on ${vmName ?? hostName} is stuck`,
    detail: `What it began on ${hostName} could not be undone. It goes on when the host is back.`,
    href: `${base}/operations/${id}`,
    look: 'Look',
  };
}

/** A silent host is one matter, however many VMs it has. */
function silentHosts(vms: readonly VmListItem[], base: string): Matter[] {
  const silent = vms.filter(({ status }) => status.state === 'unreachable');
  return [...Map.groupBy(silent, ({ hostName }) => hostName)].map(([host, theirs]): Matter => {
    const [only] = theirs;
    const one = theirs.length === 1 && only !== undefined;
    return {
      key: `host ${host}`,
      tone: 'warn',
      title: `${host} does not answer`,
      detail: `${one ? `${only.name} shows its` : `${theirs.length} VMs show their`} last known state. That alone stops no VM.`,
      href: one ? `${base}/vms/${only.id}` : `${base}/vms?q=${encodeURIComponent(`state:unreachable host:${host}`)}`,
      look: 'Look',
    };
  });
}

const dimensions: { key: keyof QuotaAmounts; word: string; say: (amount: number) => string }[] = [
  { key: 'vms', word: 'VMs', say: String },
  { key: 'vcpus', word: 'vCPUs', say: String },
  { key: 'memoryMib', word: 'Memory', say: formatMib },
  { key: 'diskGib', word: 'Disk', say: formatGib },
];

function fullQuota({ limits, used }: QuotaView, base: string): Matter[] {
  return dimensions
    .filter(({ key }) => limits[key] > 0 && used[key] >= 0.9 * limits[key])
    .map(({ key, word, say }) => ({
      key: `quota ${key}`,
      tone: used[key] > limits[key] ? 'bad' : 'warn',
      title: `${word}: ${say(used[key])} of ${say(limits[key])} used`,
      detail: used[key] >= limits[key] ? 'The quota allows no more.' : 'The quota is nearly used up.',
      href: `${base}/quota`,
      look: 'Quota',
    }));
}
