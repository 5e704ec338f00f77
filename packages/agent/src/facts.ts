import { fail } from '@virtfleet/contracts/errors';
import { parseDomainList, parseDomainStats } from '@virtfleet/libvirt/parse-domain';
import { parseBootId, parseCapabilities, parseNames, parseNodeInfo, parseVersion } from '@virtfleet/libvirt/parse-host';
import { type DomainCounters, parseDomainCounters } from '@virtfleet/libvirt/parse-stats';
import { parsePoolInfo, parsePoolXml } from '@virtfleet/libvirt/parse-storage';
import { ask, named, script } from './actions/context.ts';
import type { VirshReads } from './persistent-virsh.ts';
import type { HostShell } from './shell/types.ts';
import { parseStamp } from './stamp.ts';
import type { DomainObservation, HostAddress, HostFacts } from './types.ts';

/** What libvirt can't tell, in one command. Of the pool's space libvirt knows only what it last refreshed; df knows. */
const factsScript = `printf 'boot %s\\n' "$(cat /proc/sys/kernel/random/boot_id)"
printf 'cpu %s\\n' "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)"
printf 'pool %s\\n' "$(df -B1 --output=size,avail "$1" 2>/dev/null | tail -n 1)"
printf 'stamp %s\\n' "$(cat "$HOME/.virtfleet/installation.json" 2>/dev/null | tr -d '\\n')"`;

/** Everything that a sweep wants to know of a host itself. */
export async function readFacts(host: HostAddress, shell: HostShell, reads: VirshReads): Promise<HostFacts> {
  const read = async (...words: string[]): Promise<string> => {
    const answer = await reads.read(...words);
    if (!answer.ok) throw fail('command_failed', answer.said, { detail: `virsh ${words.join(' ')}` });
    return answer.stdout;
  };
  const pool = parsePoolXml(await read('pool-dumpxml', named(host.pool)));
  const [own, version, node, capabilities, poolInfo, networks] = await Promise.all([
    script(shell, 'virtfleet-facts', factsScript, [pool.path]),
    read('version'),
    read('nodeinfo'),
    read('capabilities'),
    read('pool-info', '--bytes', named(host.pool)),
    read('net-list', '--name'),
  ]);
  const told = ownFacts(own.stdout);
  const { libvirt, hypervisor } = parseVersion(version);
  const { cpus, memoryMib } = parseNodeInfo(node);
  const { arch, cpuModel, domainTypes } = parseCapabilities(capabilities);
  const libvirtPool = parsePoolInfo(poolInfo);
  return {
    bootId: parseBootId(told.boot),
    arch,
    libvirtVersion: libvirt,
    qemuVersion: hypervisor,
    cpuModel: told.cpu || (cpuModel ?? arch),
    cpus,
    memoryMib,
    virtTypes: await workingTypes(domainTypes, reads),
    poolPath: pool.path,
    // An inactive pool takes no volumes, however much room its folder has.
    poolCapacityBytes: libvirtPool.active ? (told.space?.size ?? libvirtPool.capacityBytes) : 0,
    poolAvailableBytes: libvirtPool.active ? (told.space?.available ?? libvirtPool.availableBytes) : 0,
    networks: parseNames(networks),
    installation: parseStamp(told.stamp, host.name),
  };
}

function ownFacts(stdout: string) {
  const line = (key: string) => new RegExp(`^${key} (.*)$`, 'm').exec(stdout)?.[1]?.trim() ?? '';
  const [size, available] = line('pool').split(/\s+/).map(Number);
  const space = size !== undefined && size > 0 && available !== undefined ? { size, available } : null;
  return { boot: line('boot'), cpu: line('cpu'), stamp: line('stamp'), space };
}

/** capabilities tell what QEMU was built with; whether it works here only domcapabilities know. */
async function workingTypes(offered: ('kvm' | 'qemu')[], reads: VirshReads): Promise<('kvm' | 'qemu')[]> {
  const working: ('kvm' | 'qemu')[] = [];
  for (const type of ['kvm', 'qemu'] as const)
    if (offered.includes(type) && (await reads.read('domcapabilities', '--virttype', type)).ok) working.push(type);
  return working;
}

/** All domains in two answers. `--nowait`: one stopped QEMU would hold up the rest. */
export async function readDomains(reads: VirshReads): Promise<DomainObservation[]> {
  const read = async (...words: string[]) => {
    const answer = await reads.read(...words);
    if (!answer.ok) throw fail('command_failed', answer.said, { detail: `virsh ${words.join(' ')}` });
    return answer.stdout;
  };
  const [list, stats] = await Promise.all([
    read('list', '--all', '--uuid', '--name'),
    read('domstats', '--state', '--nowait'),
  ]);
  const states = new Map(parseDomainStats(stats).map((domain) => [domain.name, domain]));
  return parseDomainList(list).flatMap(({ uuid, name }) => {
    const found = states.get(name);
    // It went between the two answers.
    return found ? [{ uuid, name, state: found.state, reason: found.reason }] : [];
  });
}

/**
 * What domains have used so far, in one answer: every active one's, or one's alone. `--nowait` tells less of a domain that is busy
 * rather than wait for it. Empty: that one is not there.
 */
export async function readCounters(reads: VirshReads, domainName?: string): Promise<DomainCounters[]> {
  const which = domainName === undefined ? '--list-active' : named(domainName);
  const groups = ['--cpu-total', '--balloon', '--block', '--interface'];
  const stats = await ask(reads, 'no_domain', 'domstats', '--nowait', ...groups, which);
  return parseDomainCounters(stats ?? '');
}
