import type { PolicyLimits, PolicyView } from '@virtfleet/contracts/policy';

/** What a create asks for: so many VMs, each of that size. */
export type Asked = { vms: number; vcpus: number; memoryMib: number; diskGib: number };

/** Whether anything at all must be asked for. */
export const hasPolicy = (limits: PolicyLimits): boolean => Object.values(limits).some((limit) => limit !== null);

/**
 * What goes beyond a project's policy, a sentence for each limit; none: it may be made without asking. VMs that were approved
 * count no more: what is made without asking is what a policy is about.
 */
export function beyondPolicy({ limits, made }: PolicyView, asked: Asked): string[] {
  const { vms, vcpus, memoryMib, diskGib } = limits;
  return [
    ...(vms !== null && made + asked.vms > vms ? [tooMany(vms, made, asked.vms)] : []),
    ...(vcpus !== null && asked.vcpus > vcpus ? [tooLarge(vcpuWords(vcpus), String(asked.vcpus))] : []),
    ...(memoryMib !== null && asked.memoryMib > memoryMib
      ? [tooLarge(`${memoryWords(memoryMib)} of memory`, memoryWords(asked.memoryMib))]
      : []),
    ...(diskGib !== null && asked.diskGib > diskGib
      ? [tooLarge(`${diskGib} GiB of disk`, `${asked.diskGib} GiB`)]
      : []),
  ];
}

function tooMany(limit: number, made: number, asked: number): string {
  if (limit === 0) return 'It grants no VM without asking.';
  const grants = `It grants ${vmWords(limit)} without asking`;
  if (made === 0) return `${grants}. This asks for ${asked}.`;
  const there =
    made === limit ? (made === 1 ? 'that one is' : 'those are') : made === 1 ? 'one of them is' : `${made} of them are`;
  if (made > limit) return `${grants}, and ${made} are there already. This asks for ${asked} more.`;
  return `${grants}, and ${there} there already. This asks for ${asked} more.`;
}

const tooLarge = (limit: string, asked: string): string =>
  `It grants up to ${limit} for each VM without asking. This asks for ${asked}.`;

/** A policy in a sentence or two, for those whom it binds. */
export function policyWords({ limits, made }: PolicyView): string {
  const { vms, vcpus, memoryMib, diskGib } = limits;
  if (!hasPolicy(limits)) return 'Everything within the quota may be made without asking.';
  const each = [
    ...(vcpus === null ? [] : [vcpuWords(vcpus)]),
    ...(memoryMib === null ? [] : [`${memoryWords(memoryMib)} of memory`]),
    ...(diskGib === null ? [] : [`${diskGib} GiB of disk`]),
  ];
  if (vms === 0) return 'Every VM must be asked for.';
  const many = vms === null ? 'VMs may be made' : `${vmWords(vms)} may be made`;
  const size =
    each.length === 0 ? '' : vms === 1 ? `, with at most ${listed(each)}` : `, each with at most ${listed(each)}`;
  const there = vms === null ? '' : ` ${made === 0 ? 'None is' : made === 1 ? 'One is' : `${made} are`} there now.`;
  return `${many} without asking${size}.${there}`;
}

const vmWords = (count: number) => (count === 1 ? '1 VM' : `${count} VMs`);
const vcpuWords = (count: number) => (count === 1 ? '1 vCPU' : `${count} vCPUs`);
const memoryWords = (mib: number) =>
  mib % 1024 === 0 || mib > 1024 ? `${Math.round((mib / 1024) * 100) / 100} GiB` : `${mib} MiB`;
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
