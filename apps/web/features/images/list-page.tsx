'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { ImageView } from '@virtfleet/contracts/views';
import type { Column } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { formatBytes, formatCount, formatGib, formatMib } from '@virtfleet/ui/format';
import { PageHeader } from '@virtfleet/ui/page-header';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import { SmallList } from '../lists/small-list.tsx';
import { useProject } from '../session/me.tsx';
import { FailedImport } from './failed-import.tsx';
import { ImageState } from './image-state.tsx';
import { imageLanguage, imageReader } from './search.ts';

export function ImageListPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const project = useProject();
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.images.list.queryOptions({ projectId: project.id }));
  const images = query.data;
  const empty = images.length === 0;
  return (
    <>
      <PageHeader title="Images" fact={empty ? undefined : fact(images)} />
      {images.map((image) => image.importing?.failure && <FailedImport key={image.id} image={image} />)}
      <SmallList
        list="images"
        projectId={project.id}
        label="Images"
        placeholder="state:ready debian"
        columns={imageColumns}
        chosenColumns={chosenColumns}
        order="name"
        rows={images}
        rowKey={({ id }) => id}
        language={imageLanguage}
        reader={imageReader}
        empty={
          <EmptyState title="No images yet">
            An image is a disk with an operating system on it, ready for cloud-init. Every VM starts as a copy of one.
            Where <span className="mono">npm start</span> runs the hosts, it brings the first two by itself.
          </EmptyState>
        }
        footer={
          !empty && (
            <>
              Disk and memory: the least that a VM needs. A host without a copy gets one before its first VM starts.{' '}
              <Freshness query={query} />
            </>
          )
        }
      />
    </>
  );
}

function fact(images: readonly ImageView[]): string {
  const ready = images.filter(({ state }) => state === 'ready').length;
  return ready === images.length ? formatCount(ready) : `${formatCount(images.length)}, ${formatCount(ready)} ready`;
}

/** More would make the column the widest of all. */
const mostNamed = 3;

const imageColumns: readonly Column<ImageView>[] = [
  {
    key: 'name',
    head: 'Image',
    sort: 'name',
    text: ({ title }) => title,
    cell: ({ name, title }) => (
      <>
        <span className="font-[550]">{title}</span> <span className="mono text-ink-3">{name}</span>
      </>
    ),
  },
  {
    key: 'state',
    head: 'State',
    width: '100%',
    className: 'desk:max-w-0 desk:min-w-72',
    sort: 'state',
    cell: (image) => <ImageState image={image} />,
    text: ({ state }) => state,
  },
  {
    key: 'size',
    head: 'Size',
    title: 'Size (bytes)',
    sort: 'size',
    text: ({ sizeBytes }) => sizeBytes,
    align: 'right',
    cell: ({ sizeBytes }) => (sizeBytes === null ? <None /> : formatBytes(sizeBytes)),
  },
  {
    key: 'disk',
    head: 'Disk',
    title: 'Disk from (GiB)',
    align: 'right',
    sort: 'disk',
    text: ({ minDiskGib }) => minDiskGib,
    cell: ({ minDiskGib }) => <>from {formatGib(minDiskGib)}</>,
  },
  {
    key: 'memory',
    head: 'Memory',
    title: 'Memory from (MiB)',
    align: 'right',
    sort: 'memory',
    text: ({ minMemoryMib }) => minMemoryMib,
    cell: ({ minMemoryMib }) => <>from {formatMib(minMemoryMib)}</>,
  },
  { key: 'arch', head: 'For', className: 'mono text-ink-2', cell: ({ arch }) => arch, text: ({ arch }) => arch },
  {
    key: 'login',
    head: 'Login',
    className: 'mono text-ink-2',
    cell: ({ loginUser }) => loginUser,
    text: ({ loginUser }) => loginUser,
  },
  {
    key: 'copies',
    head: 'On hosts',
    cell: ({ copies }) => <Copies hosts={copies} />,
    text: ({ copies }) => copies.join(' '),
  },
];

const None = () => <span className="text-ink-3">–</span>;

function Copies({ hosts }: { hosts: readonly string[] }) {
  if (hosts.length === 0) return <None />;
  if (hosts.length > mostNamed) return <span title={hosts.join(', ')}>{formatCount(hosts.length)}</span>;
  return <span className="mono text-ink-2">{hosts.join(', ')}</span>;
}
