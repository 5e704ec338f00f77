import type { VmListItem } from '@virtfleet/contracts/views';
import type { Column } from '@virtfleet/ui/data-table';
import { formatGib, formatMib } from '@virtfleet/ui/format';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { Spark } from '@virtfleet/ui/spark';
import { Tag } from '@virtfleet/ui/tag';
import { VmStateBadge } from './state-badge.tsx';
import { vmStates } from './states.ts';

/** A VM as its list shows it. `cpu`: cores over the last hour, oldest first; undefined: not asked yet, or never measured. */
export type VmRow = VmListItem & { cpu?: readonly (number | null)[] | undefined };

/** So many tags stand beside a name, which never gives way to them; the VM’s page has them all. */
const mostTags = 2;

/** All columns that there are. `onTag`: a tag was clicked. */
export const vmColumns = (onTag: (tag: string) => void): readonly Column<VmRow>[] => [
  {
    key: 'name',
    head: 'Name',
    share: 276,
    sort: 'name',
    cell: ({ name }) => name,
    beside: ({ tags }) => tags.length > 0 && <RowTags tags={tags} onTag={onTag} />,
    text: ({ name }) => name,
  },
  {
    key: 'state',
    head: 'State',
    share: 230,
    sort: 'state',
    cell: ({ status }) => <VmStateBadge status={status} />,
    text: ({ status }) => vmStates[status.state].word,
  },
  {
    key: 'size',
    head: 'Size',
    share: 150,
    sort: 'size',
    className: 'text-ink-2',
    cell: ({ vcpus, memoryMib }) => `${vcpus} vCPU · ${formatMib(memoryMib)}`,
    text: ({ vcpus, memoryMib }) => `${vcpus} vCPU, ${memoryMib} MiB`,
  },
  {
    key: 'address',
    head: 'Address',
    share: 130,
    sort: 'address',
    className: 'mono',
    cell: ({ address }) => address ?? '–',
    text: ({ address }) => address,
  },
  {
    key: 'cpu',
    head: 'CPU, 1 h',
    share: 120,
    minor: true,
    className: 'text-ink-3',
    cell: ({ cpu, vcpus }) => (cpu?.some((value) => value !== null) ? <Cpu values={cpu} vcpus={vcpus} /> : '–'),
  },
  {
    key: 'image',
    head: 'Image',
    share: 130,
    sort: 'image',
    minor: true,
    className: 'text-ink-2',
    cell: ({ image }) => image,
    text: ({ image }) => image,
  },
  {
    key: 'disk',
    head: 'Disk',
    share: 80,
    align: 'right',
    className: 'text-ink-2',
    cell: ({ diskGib }) => formatGib(diskGib),
    text: ({ diskGib }) => `${diskGib} GiB`,
  },
  {
    key: 'flavor',
    head: 'Flavor',
    share: 110,
    className: 'text-ink-2',
    cell: ({ flavor }) => flavor ?? 'custom',
    text: ({ flavor }) => flavor,
  },
  {
    key: 'host',
    head: 'Host',
    share: 110,
    sort: 'host',
    className: 'mono text-ink-2',
    cell: ({ hostName }) => hostName,
    text: ({ hostName }) => hostName,
  },
  {
    key: 'tags',
    head: 'Tags',
    share: 140,
    className: 'text-ink-2',
    cell: ({ tags }) => <span title={tags.join(', ')}>{tags.join(', ') || '–'}</span>,
    text: ({ tags }) => tags.join(' '),
  },
  {
    key: 'by',
    head: 'Made by',
    share: 130,
    sort: 'by',
    className: 'text-ink-2',
    cell: ({ createdBy }) => createdBy,
    text: ({ createdBy }) => createdBy,
  },
  {
    key: 'created',
    head: 'Created',
    share: 100,
    sort: 'created',
    align: 'right',
    className: 'text-ink-2',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
    text: ({ createdAt }) => createdAt.toISOString(),
  },
];

function RowTags({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  const more = tags.slice(mostTags);
  return (
    <span className="flex min-w-0 shrink-[999] items-center gap-1 overflow-hidden max-desk:hidden">
      {tags.slice(0, mostTags).map((tag) => (
        <button
          key={tag}
          type="button"
          title={`Only those tagged ${tag}`}
          onClick={() => onTag(tag)}
          className="flex min-w-0 rounded-tag -outline-offset-2 hover:text-ink [&>span]:hover:border-line-strong"
        >
          <Tag>{tag}</Tag>
        </button>
      ))}
      {more.length > 0 && (
        <span className="text-ink-3 text-tiny" title={more.join(', ')}>
          +{more.length}
        </span>
      )}
    </span>
  );
}

/** Its top is what it may use, so that all rows are to one scale. */
function Cpu({ values, vcpus }: { values: readonly (number | null)[]; vcpus: number }) {
  const last = values.findLast((value) => value !== null) ?? 0;
  return <Spark values={values} max={vcpus} label={`${last.toFixed(1)} of ${vcpus} vCPU in use`} />;
}
