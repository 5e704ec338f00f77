import { fail } from '@virtfleet/contracts/errors';
import { unexpected } from './parse-domain.ts';
import { attributeAt, childrenOf, find, parseXml, textAt } from './parse-xml.ts';

/** "Key:   value" lines, as nodeinfo, pool-info and dominfo print them. */
export function parseTable(stdout: string): Map<string, string> {
  const rows = stdout.matchAll(/^([^:\n]+):[ \t]*(.*?)[ \t]*$/gm);
  return new Map([...rows].map(([, key = '', value = '']) => [key.trim(), value]));
}

/** `nodeinfo`. */
export function parseNodeInfo(stdout: string): { arch: string; cpus: number; memoryMib: number } {
  const table = parseTable(stdout);
  const cpus = Number(table.get('CPU(s)'));
  const kib = Number(/^(\d+) KiB$/.exec(table.get('Memory size') ?? '')?.[1]);
  const arch = table.get('CPU model');
  if (!arch || !(cpus > 0) || !(kib > 0)) throw unexpected('nodeinfo', stdout);
  return { arch, cpus, memoryMib: Math.floor(kib / 1024) };
}

/** `version`, or `version --daemon`: libvirt is the daemon's where it tells, as the client may be newer. */
export function parseVersion(stdout: string): { libvirt: string; hypervisor: string } {
  const table = parseTable(stdout);
  const number = (key: string) => /(\d+\.\d+\.\d+)$/.exec(table.get(key) ?? '')?.[1];
  const libvirt = number('Running against daemon') ?? number('Using library');
  const hypervisor = number('Running hypervisor');
  if (!libvirt || !hypervisor) throw unexpected('version', stdout);
  return { libvirt, hypervisor };
}

export type Capabilities = {
  arch: string;
  /** libvirt's nearest name for the host's processor, or null. */
  cpuModel: string | null;
  /** Of hvm guests of the host's own architecture: what is offered, not yet what works. */
  domainTypes: ('kvm' | 'qemu')[];
  hostUuid: string | null;
};

/** `capabilities`. */
export function parseCapabilities(xml: string): Capabilities {
  const root = parseXml(xml, 'capabilities');
  const arch = textAt(root, 'host/cpu/arch');
  if (!arch) throw unexpected('capabilities', xml);
  const guest = childrenOf(root, 'guest')
    .filter((candidate) => textAt(candidate, 'os_type') === 'hvm')
    .map((candidate) => find(candidate, 'arch'))
    .find((candidate) => candidate?.getAttribute('name') === arch);
  const offered = guest ? childrenOf(guest, 'domain').map((domain) => domain.getAttribute('type')) : [];
  return {
    arch,
    cpuModel: textAt(root, 'host/cpu/model'),
    domainTypes: (['kvm', 'qemu'] as const).filter((type) => offered.includes(type)),
    hostUuid: textAt(root, 'host/uuid'),
  };
}

/** `domcapabilities --virttype TYPE`. The command fails for a type that does not work, whatever `capabilities` offers. */
export function parseDomainCapabilities(xml: string): {
  domainType: string;
  machine: string;
  maxVcpus: number | null;
  /** Named models that this host can run. */
  cpuModels: string[];
} {
  const root = parseXml(xml, 'domainCapabilities');
  const cpu = find(root, 'cpu');
  const custom = cpu && childrenOf(cpu, 'mode').find((mode) => mode.getAttribute('name') === 'custom');
  const vcpus = attributeAt(root, 'vcpu', 'max');
  return {
    domainType: textAt(root, 'domain') ?? '',
    machine: textAt(root, 'machine') ?? '',
    maxVcpus: vcpus === null ? null : Number(vcpus),
    cpuModels: (custom ? childrenOf(custom, 'model') : [])
      .filter((model) => model.getAttribute('usable') !== 'no')
      .map((model) => model.textContent?.trim() ?? ''),
  };
}

/** `net-list --name`: the names of active networks, a line each. */
export const parseNames = (stdout: string): string[] =>
  stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** /proc/sys/kernel/random/boot_id. */
export function parseBootId(stdout: string): string {
  const bootId = stdout.trim();
  if (!/^[0-9a-f-]{36}$/.test(bootId))
    throw fail('internal', 'The host answered something unexpected', { detail: `boot_id: ${bootId.slice(0, 100)}` });
  return bootId;
}
