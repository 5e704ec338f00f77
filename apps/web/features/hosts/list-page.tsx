'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { HostState, HostView } from '@virtfleet/contracts/views';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { formatBytes, formatGib, formatMib } from '@virtfleet/ui/format';
import { Meter } from '@virtfleet/ui/meter';
import { Note } from '@virtfleet/ui/note';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime, Since } from '@virtfleet/ui/relative-time';
import { StateBadge, type Tone } from '@virtfleet/ui/state-badge';
import { useTRPC } from '../../trpc/client.tsx';
import { observedEveryMs } from '../vms/list-page.tsx';

const hostStates: Record<HostState, { word: string; tone: Tone }> = {
  unknown: { word: 'Not reached yet', tone: 'idle' },
  up: { word: 'Up', tone: 'ok' },
  unreachable: { word: 'Unreachable', tone: 'warn' },
  quarantined: { word: 'Quarantined', tone: 'bad' },
};

export function HostListPage() {
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
      <DataTable
        label="Hosts"
        columns={hostColumns}
        rows={hosts}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No hosts yet">
            A host is a machine with sshd and libvirt, reached as the user virtfleet. Nothing of ours runs on it.
          </EmptyState>
        }
        footer={
          hosts.length > 0 &&
          'Meters: vCPU and memory promised to VMs; pool space written, and in pale what is promised beyond. Access to libvirt on a host is as good as root there.'
        }
      />
    </>
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
      {vmCount > 0 && ` ${vmCount === 1 ? 'One VM shows its' : `${vmCount} VMs show their`} last known state.`}
    </Note>
  );
}

const hostColumns: readonly Column<HostView>[] = [
  {
    key: 'name',
    head: 'Host',
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
    cell: (host) => <HostBadge host={host} />,
  },
  { key: 'vms', head: 'VMs', align: 'right', cell: ({ vmCount }) => vmCount },
  {
    key: 'cpu',
    head: 'vCPU',
    cell: ({ cpus, reservedVcpus }) => (
      <Promised label="vCPU promised" used={reservedVcpus} max={cpus} text={`${reservedVcpus} of ${cpus}`} />
    ),
  },
  {
    key: 'memory',
    head: 'Memory',
    cell: ({ memoryMib, reservedMemoryMib }) => (
      <Promised
        label="Memory promised"
        used={reservedMemoryMib}
        max={memoryMib}
        text={`${formatMib(reservedMemoryMib)} of ${formatMib(memoryMib ?? 0)}`}
      />
    ),
  },
  { key: 'pool', head: 'Pool', cell: (host) => <Pool host={host} /> },
  {
    key: 'virt',
    head: 'Runs',
    className: 'text-ink-2',
    cell: ({ virtTypes }) => virtTypes.map(virtName).join(', ') || '–',
  },
  {
    key: 'version',
    head: 'libvirt · QEMU',
    className: 'text-ink-2',
    cell: ({ libvirtVersion, qemuVersion }) => (libvirtVersion ? `${libvirtVersion} · ${qemuVersion ?? '?'}` : '–'),
  },
  {
    key: 'observed',
    head: 'Observed',
    align: 'right',
    className: 'text-ink-2 min-w-23',
    cell: ({ observedAt }) => (observedAt ? <RelativeTime date={observedAt} /> : 'never'),
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

function Promised({ label, used, max, text }: { label: string; used: number; max: number | null; text: string }) {
  if (max === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex items-center gap-2.5">
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
