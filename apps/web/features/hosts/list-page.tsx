'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { HostState, HostView } from '@virtfleet/contracts/views';
import { limits } from '@virtfleet/domain/placement/host';
import type { Column } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { formatBytes, formatGib, formatMib } from '@virtfleet/ui/format';
import { Meter } from '@virtfleet/ui/meter';
import { Note } from '@virtfleet/ui/note';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Since } from '@virtfleet/ui/relative-time';
import { StateBadge, type Tone } from '@virtfleet/ui/state-badge';
import { useTRPC } from '../../trpc/client.tsx';
import { SmallList } from '../lists/small-list.tsx';
import { isOverdue, ObservedTime, OverdueNote, observedEveryMs } from '../observed.tsx';
import { Findings } from './findings.tsx';
import { hostLanguage, hostReader } from './search.ts';

const hostStates: Record<HostState, { word: string; tone: Tone }> = {
  unknown: { word: 'Not reached yet', tone: 'idle' },
  up: { word: 'Up', tone: 'ok' },
  unreachable: { word: 'Unreachable', tone: 'warn' },
  quarantined: { word: 'Quarantined', tone: 'bad' },
};

export function HostListPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const trpc = useTRPC();
  const { data: hosts } = useSuspenseQuery(
    trpc.hosts.list.queryOptions(undefined, { refetchInterval: observedEveryMs }),
  );
  const vms = hosts.reduce((sum, { vmCount }) => sum + vmCount, 0);
  const up = hosts.filter(({ state }) => state === 'up').length;
  return (
    <>
      <PageHeader title="Hosts" fact={`${hosts.length}, ${up} up, ${vms} ${vms === 1 ? 'VM' : 'VMs'}`} />
      {hosts.map((host) => host.state !== 'up' && host.stateReason && <Trouble key={host.id} host={host} />)}
      <Unwatched hosts={hosts} />
      <SmallList
        list="hosts"
        projectId={null}
        label="Hosts"
        placeholder="-state:up vms:>0"
        columns={hostColumns}
        chosenColumns={chosenColumns}
        order="name"
        rows={hosts}
        rowKey={({ id }) => id}
        language={hostLanguage}
        reader={hostReader}
        builtIn={[
          { name: 'Not up', term: { key: 'state', negated: true, values: ['up'] } },
          { name: 'Unmatched', term: { key: 'unmatched', negated: false, values: ['>0'] } },
        ]}
        empty={
          <EmptyState title="No hosts yet">
            A host is a machine with sshd and libvirt, reached as the user virtfleet. Nothing of ours runs on it. Hosts
            are named in the file of <span className="mono">npm start -- --hosts FILE</span>, or on a server in{' '}
            <span className="mono">/etc/virtfleet/seed.json</span>.
          </EmptyState>
        }
        footer={
          hosts.length > 0 &&
          'vCPU and memory: promised to VMs, of what may be promised. Pool: what is written, and in pale what is promised beyond. Access to libvirt on a host is as good as root there.'
        }
      />
    </>
  );
}

/** One note for all hosts that nobody looks at. */
function Unwatched({ hosts }: { hosts: readonly HostView[] }) {
  const [first, ...others] = hosts
    .flatMap(({ name, state, observedAt }) => (state === 'up' && observedAt ? [{ name, observedAt }] : []))
    .sort((one, other) => one.observedAt.getTime() - other.observedAt.getTime());
  const late = others.filter(({ observedAt }) => isOverdue(observedAt, new Date())).length;
  return (
    first && (
      <OverdueNote
        date={first.observedAt}
        host={
          <>
            <span className="mono">{first.name}</span>
            {late > 0 && ` and ${late === 1 ? 'another host' : `${late} other hosts`}`}
          </>
        }
      />
    )
  );
}

/** Why a host is not up: whole, since a column would cut it. */
function Trouble({ host: { name, state, stateReason, vmCount } }: { host: HostView }) {
  return (
    <Note tone={hostStates[state].tone}>
      <b className="font-[550]">
        <span className="mono">{name}</span> is {hostStates[state].word.toLowerCase()}:
      </b>{' '}
      {stateReason?.replace(/\.$/, '')}.
      {vmCount > 0 && ` ${vmCount === 1 ? 'One VM' : `${vmCount} VMs`} can’t be seen; that alone stops none.`}
    </Note>
  );
}

const hostColumns: readonly Column<HostView>[] = [
  {
    key: 'name',
    head: 'Host',
    sort: 'name',
    text: ({ name }) => name,
    cell: ({ name, address }) => (
      <>
        <span className="mono font-[550]">{name}</span> <span className="mono text-ink-3">{address}</span>
      </>
    ),
  },
  {
    key: 'state',
    head: 'State',
    width: '100%',
    className: 'desk:max-w-0 desk:min-w-40',
    sort: 'state',
    text: ({ state }) => hostStates[state].word,
    cell: (host) => <HostBadge host={host} />,
  },
  {
    key: 'vms',
    head: 'VMs',
    align: 'right',
    sort: 'vms',
    cell: ({ vmCount }) => vmCount,
    text: ({ vmCount }) => vmCount,
  },
  {
    key: 'findings',
    head: 'Unmatched',
    align: 'right',
    sort: 'unmatched',
    cell: (host) => <Findings host={host} />,
    text: ({ findingCount }) => findingCount,
  },
  {
    key: 'cpu',
    head: 'vCPU',
    title: 'vCPU promised',
    sort: 'cpu',
    text: ({ reservedVcpus }) => reservedVcpus,
    cell: ({ reservedVcpus, ...host }) => (
      <Promised
        label="vCPU promised"
        used={reservedVcpus}
        max={limits(host).vcpus}
        text={`${reservedVcpus} of ${limits(host).vcpus}`}
        why={`${host.cpus} CPUs; each may be promised several times`}
      />
    ),
  },
  {
    key: 'memory',
    head: 'Memory',
    title: 'Memory promised (MiB)',
    sort: 'memory',
    text: ({ reservedMemoryMib }) => reservedMemoryMib,
    cell: ({ reservedMemoryMib, ...host }) => (
      <Promised
        label="Memory promised"
        used={reservedMemoryMib}
        max={limits(host).memoryMib}
        text={`${formatMib(reservedMemoryMib)} of ${formatMib(limits(host).memoryMib)}`}
        why={`${formatMib(host.memoryMib ?? 0)} in all; some is kept for the host itself`}
      />
    ),
  },
  {
    key: 'pool',
    head: 'Pool',
    title: 'Pool free (bytes)',
    sort: 'pool',
    cell: (host) => <Pool host={host} />,
    text: ({ poolAvailableBytes }) => poolAvailableBytes,
  },
  {
    key: 'virt',
    head: 'Runs',
    className: 'text-ink-2',
    cell: ({ virtTypes }) => virtTypes.map(virtName).join(', ') || '–',
    text: ({ virtTypes }) => virtTypes.map(virtName).join(' '),
  },
  {
    key: 'version',
    head: 'libvirt · QEMU',
    className: 'text-ink-2',
    cell: ({ libvirtVersion, qemuVersion }) => (libvirtVersion ? `${libvirtVersion} · ${qemuVersion ?? '?'}` : '–'),
    text: ({ libvirtVersion, qemuVersion }) => (libvirtVersion ? `${libvirtVersion} ${qemuVersion ?? ''}` : null),
  },
  {
    key: 'observed',
    head: 'Observed',
    align: 'right',
    className: 'text-ink-2 min-w-23',
    cell: ({ observedAt }) => (observedAt ? <ObservedTime date={observedAt} /> : 'never'),
    sort: 'observed',
    text: ({ observedAt }) => observedAt?.toISOString() ?? null,
  },
];

/** libvirt's "qemu" is emulation without hardware's help. */
const virtName = (type: string): string => (type === 'kvm' ? 'KVM' : type === 'qemu' ? 'TCG' : type);

function HostBadge({ host }: { host: HostView }) {
  const { word, tone } = hostStates[host.state];
  return (
    <StateBadge
      tone={tone}
      className="max-w-full max-desk:max-w-[70vw]"
      evidence={
        host.state === 'up' ? (
          <Since date={host.stateSince} />
        ) : (
          <span title={host.stateReason ?? undefined}>
            {host.state === 'unreachable' ? 'silent' : 'for'} <Since date={host.stateSince} />
          </span>
        )
      }
    >
      {word}
    </StateBadge>
  );
}

type PromisedProps = { label: string; used: number /** 0: not told yet. */; max: number; text: string; why: string };

/** What VMs were promised, of what may be promised in all. */
function Promised({ label, used, max, text, why }: PromisedProps) {
  if (max === 0) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex items-center gap-2.5" title={why}>
      <Meter bare label={label} value={used} max={max} text={text} className="w-10 shrink-0" />
      <span className="text-ink-2">{text}</span>
    </span>
  );
}

/** Solid: what is written; pale: what was promised beyond that. */
function Pool({ host: { poolCapacityBytes, poolAvailableBytes, reservedDiskGib } }: { host: HostView }) {
  if (poolCapacityBytes === null || poolAvailableBytes === null) return <span className="text-ink-3">–</span>;
  const written = poolCapacityBytes - poolAvailableBytes;
  const promised = reservedDiskGib * 1024 ** 3;
  const text = `${formatBytes(poolAvailableBytes)} free`;
  return (
    <span
      className="flex items-center gap-2.5"
      title={`${formatGib(reservedDiskGib)} promised, ${formatBytes(poolCapacityBytes)} in all`}
    >
      <Meter
        bare
        label="Pool"
        value={written}
        extra={Math.max(0, Math.min(promised, poolCapacityBytes) - written)}
        max={poolCapacityBytes}
        text={text}
        className="w-10 shrink-0"
      />
      <span className="text-ink-2">{text}</span>
    </span>
  );
}
