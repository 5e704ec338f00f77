import { askAgent } from './agent.ts';
import { Complaint, doing, printed } from './complaint.ts';
import type { FakeDomain, FakeDomains } from './domains.ts';
import { virshWords } from './faults.ts';
import { type Machine, needLibvirtd } from './machine.ts';
import {
  checkActive,
  createVolume,
  deleteVolume,
  dumpPool,
  dumpVolume,
  type FakePool,
  listVolumes,
  poolInfo,
  uploadVolume,
  volumeOf,
} from './pool.ts';
import { usageOf } from './usage.ts';

export type Answer = { exitCode: number; stdout: string; stderr: string };
export type Input = AsyncIterable<Uint8Array>;

type Words = { command: string; named: string[]; options: Map<string, string> };
/** Answers what it prints, if it prints. */
type Command = (machine: Machine, words: Words, stdin: Input) => unknown;

/** Options that take a value; all others are switches. */
const valued = new Set(['--pool', '--mode', '--virttype', '--timeout']);

function parse(words: readonly string[]): Words {
  const [command = '', ...rest] = words;
  const named: string[] = [];
  const options = new Map<string, string>();
  for (let n = 0; n < rest.length; n++) {
    const word = rest[n] ?? '';
    if (!word.startsWith('--') || command === 'echo') named.push(word);
    else options.set(word, valued.has(word) ? (rest[++n] ?? '') : '');
  }
  return { command, named, options };
}

/** One virsh command to its end. Waits while libvirtd hangs. */
export async function runVirsh(
  machine: Machine,
  argv: readonly string[],
  stdin: Input,
  signal: AbortSignal,
): Promise<Answer> {
  const words = parse(virshWords(argv));
  const command = commands[words.command];
  try {
    if (words.command === 'echo') return { exitCode: 0, stdout: echo(words.named), stderr: '' };
    await needLibvirtd(machine, signal);
    if (!command) throw new Complaint(`unknown command: '${words.command}'`);
    const text = await command(machine, words, stdin);
    return { exitCode: 0, stdout: typeof text === 'string' ? text : '', stderr: '' };
  } catch (error) {
    if (error instanceof Complaint) return { exitCode: 1, stdout: '', stderr: printed(error) };
    throw error;
  }
}

function echo(words: readonly string[]): string {
  if (words[0] !== '--shell') return words.join(' ');
  return words
    .slice(1)
    .map((word) => (/^[A-Za-z0-9_@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

function required(words: Words, n: number, name: string): string {
  const word = words.named[n];
  if (word === undefined) throw new Complaint(`command '${words.command}' requires <${name}> option`);
  return word;
}

/** A command about one domain; what fails is told after what was wanted. */
const onDomain =
  (
    act: (domains: FakeDomains, domain: FakeDomain, words: Words, machine: Machine) => unknown,
    wanted?: string,
  ): Command =>
  (machine, words) => {
    const domain = machine.domains.find(required(words, 0, 'domain'));
    const done = () => act(machine.domains, domain, words, machine);
    return wanted ? doing(`Failed to ${wanted} domain '${domain.name}'`, done) : done();
  };

function poolOf(machine: Machine, name: string): FakePool {
  if (machine.pool.name === name) return machine.pool;
  throw new Complaint(
    `failed to get pool '${name}'`,
    `Storage pool not found: no storage pool with matching name '${name}'`,
  );
}

const onPool =
  (act: (pool: FakePool, words: Words) => unknown): Command =>
  (machine, words) =>
    act(poolOf(machine, required(words, 0, 'pool')), words);

const onVolume =
  (act: (pool: FakePool, name: string, stdin: Input) => unknown): Command =>
  async (machine, words, stdin) => {
    const pool = poolOf(machine, words.options.get('--pool') ?? machine.pool.name);
    const name = required(words, 0, 'vol');
    volumeOf(pool, name);
    return act(pool, name, stdin);
  };

async function textOf(stdin: Input): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const commands: Record<string, Command> = {
  // A start that can't be has a title of its own only when it was tried.
  start: onDomain((domains, domain) => {
    if (domain.live) throw new Complaint('Domain is already active');
    doing(`Failed to start domain '${domain.name}'`, () => domains.start(domain));
  }),
  destroy: onDomain((domains, domain) => domains.destroy(domain), 'destroy'),
  shutdown: onDomain((domains, domain) => domains.shutdown(domain), 'shutdown'),
  reboot: onDomain((domains, domain) => domains.reboot(domain), 'reboot'),
  reset: onDomain((domains, domain) => domains.reset(domain), 'reset'),
  suspend: onDomain((domains, domain) => domains.suspend(domain), 'suspend'),
  resume: onDomain((domains, domain) => domains.resume(domain), 'resume'),
  undefine: onDomain((domains, domain) => domains.undefine(domain), 'undefine'),
  define: async (machine, words, stdin) => {
    const file = required(words, 0, 'file');
    const xml = await textOf(stdin);
    return doing(`Failed to define domain from ${file}`, () => machine.domains.define(xml));
  },
  // As far as it is asked for: a new title, never a description.
  desc: onDomain((domains, domain, { named: [, ...title], options }) =>
    doing('Failed to set new domain title', () =>
      domains.setTitle(domain, title.join(' '), { live: options.has('--live'), config: options.has('--config') }),
    ),
  ),
  domstate: onDomain(
    (_, { state, reason }, { options }) => `${state}${options.has('--reason') ? ` (${reason})` : ''}\n`,
  ),
  domuuid: onDomain((_, { uuid }) => `${uuid}\n`),
  dumpxml: onDomain((_, { live, inactiveXml }, { options }) =>
    live && (inactiveXml === null || !options.has('--inactive')) ? live.xml : (inactiveXml ?? ''),
  ),
  list: ({ domains }, { options }) =>
    domains
      .all()
      .filter(({ live }) => live || options.has('--all'))
      .map(({ name, uuid, state, live }) =>
        options.has('--name') || options.has('--uuid')
          ? `${[options.has('--uuid') ? uuid : '', options.has('--name') ? name : ''].filter(Boolean).join(' ')}\n`
          : ` ${live?.id ?? '-'}   ${name}   ${state}\n`,
      )
      .join(''),
  domstats: ({ domains, clockSkewMs }, { named, options }) => {
    const groups = statGroups(options);
    return (named.length > 0 ? named.map(domains.find) : domains.all())
      .filter(({ live }) => live || !options.has('--list-active'))
      .map((domain) => {
        const { name, state, reason } = domain;
        const lines = groups.has('state')
          ? [`state.state=${stateNumber(state)}`, `state.reason=${reasonNumber(state, reason)}`]
          : [];
        lines.push(...usageOf(domain, groups, Date.now() + clockSkewMs));
        return `Domain: '${name}'\n${lines.map((line) => `  ${line}\n`).join('')}\n`;
      })
      .join('');
  },
  'qemu-agent-command': onDomain((_, domain, words, { pool }) => askAgent(pool, domain, required(words, 1, 'cmd'))),

  'vol-create': async (machine, words, stdin) => {
    const pool = poolOf(machine, required(words, 0, 'pool'));
    const file = required(words, 1, 'file');
    const xml = await textOf(stdin);
    return doing(`Failed to create vol from ${file}`, () =>
      createVolume(pool, xml, words.options.has('--prealloc-metadata')),
    );
  },
  'vol-delete': onVolume(deleteVolume),
  'vol-upload': onVolume(uploadVolume),
  'vol-dumpxml': onVolume(dumpVolume),
  'vol-list': onPool((pool) => {
    doing('Failed to list volumes', () => checkActive(pool));
    return listVolumes(pool);
  }),
  'pool-refresh': onPool((pool) => {
    doing(`Failed to refresh pool ${pool.name}`, () => checkActive(pool));
    for (const volume of pool.volumes.values()) volume.known = true;
  }),
  'pool-dumpxml': onPool(dumpPool),
  'pool-info': onPool(poolInfo),
  'net-list': ({ networks }) => networks.map((name) => `${name}\n`).join(''),

  version: () => `Compiled against library: libvirt 9.0.0
Using library: libvirt 9.0.0
Using API: QEMU 9.0.0
Running hypervisor: QEMU 7.2.22
`,
  nodeinfo: ({ cpus, memoryMib }) => `CPU model:           x86_64
CPU(s):              ${cpus}
CPU frequency:       2600 MHz
CPU socket(s):       1
Core(s) per socket:  ${cpus}
Thread(s) per core:  1
NUMA cell(s):        1
Memory size:         ${memoryMib * 1024} KiB
`,
  capabilities: ({ virtTypes }) => `<capabilities>

  <host>
    <uuid>dc902536-d4d4-4b5d-ae8e-d94c9c37b2e4</uuid>
    <cpu>
      <arch>x86_64</arch>
      <model>EPYC</model>
      <vendor>AMD</vendor>
    </cpu>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <emulator>/usr/bin/qemu-system-x86_64</emulator>
      <machine maxCpus='288'>pc-q35-7.2</machine>
      <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
${virtTypes.map((type) => `      <domain type='${type}'/>\n`).join('')}    </arch>
  </guest>

</capabilities>

`,
  domcapabilities: ({ virtTypes }, { options }) => {
    const type = options.get('--virttype') ?? 'qemu';
    if (virtTypes.includes(type))
      return `<domainCapabilities>
  <path>/usr/bin/qemu-system-x86_64</path>
  <domain>${type}</domain>
  <machine>pc-q35-7.2</machine>
  <arch>x86_64</arch>
  <vcpu max='288'/>
</domainCapabilities>

`;
    throw new Complaint(
      'failed to get emulator capabilities',
      `invalid argument: the accel '${type}' is not supported by '/usr/bin/qemu-system-x86_64' on this host`,
    );
  },
};

/** Without one of them virsh tells all. */
const groupOptions = {
  state: '--state',
  cpu: '--cpu-total',
  balloon: '--balloon',
  net: '--interface',
  block: '--block',
};
function statGroups(options: ReadonlyMap<string, string>): ReadonlySet<string> {
  const asked = Object.entries(groupOptions).filter(([, option]) => options.has(option));
  return new Set((asked.length > 0 ? asked : Object.entries(groupOptions)).map(([group]) => group));
}

/** libvirt's numbers (virDomainState and its reasons). */
const stateNumber = (state: FakeDomain['state']) => ({ running: 1, paused: 3, 'shut off': 5 })[state];
const reasonNumber = (state: FakeDomain['state'], reason: string) => Math.max(0, reasons[state].indexOf(reason));
const reasons = {
  running: ['unknown', 'booted', 'migrated', 'restored', 'from snapshot', 'unpaused'],
  paused: ['unknown', 'user', 'migrating', 'saving', 'dumping', 'I/O error'],
  'shut off': ['unknown', 'shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed'],
};
