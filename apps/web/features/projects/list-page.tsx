'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { ProjectAction, ProjectListItem } from '@virtfleet/contracts/project';
import type { QuotaAmounts } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import type { Column } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { formatCount, formatGib, formatMib } from '@virtfleet/ui/format';
import { Meter } from '@virtfleet/ui/meter';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import type { BuiltIn } from '../lists/saved-searches.tsx';
import { SmallList } from '../lists/small-list.tsx';
import { CreateProjectDialog } from './create-dialog.tsx';
import { type Asked, PutAwayDialogs, useRestore } from './put-away-dialogs.tsx';
import { RowMenu } from './row-menu.tsx';
import { projectLanguage, projectReader } from './search.ts';

/** Every project: who is in it, and what it has of what it may have. */
export function ProjectListPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.projects.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const restore = useRestore();
  const archived = query.data.filter(({ archivedAt }) => archivedAt).length;
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      New project
    </Button>
  );
  const act = (project: ProjectListItem, action: ProjectAction) =>
    action === 'restore' ? restore.mutate({ projectId: project.id }) : setAsked({ action, project });
  const none = query.data.length === 0;
  return (
    <>
      <PageHeader
        title="Projects"
        fact={none ? undefined : `${query.data.length - archived}${archived ? `, and ${archived} archived` : ''}`}
        actions={!none && create}
      />
      <SmallList
        list="projects"
        projectId={null}
        label="Projects"
        searchLabel="Find projects"
        placeholder="-is:archived owner:ada* vms:>0"
        columns={projectColumns(act)}
        chosenColumns={chosenColumns}
        order="name"
        rows={query.data}
        rowKey={({ id }) => id}
        language={projectLanguage}
        reader={projectReader}
        builtIn={builtIn}
        empty={
          <EmptyState title="No projects yet" action={create}>
            VMs belong to projects. People have a role in each that they work in, and a quota limits it.
          </EmptyState>
        }
        footer={
          !none && (
            <>
              Of its quota: what a project has, of what it may have. <Freshness query={query} />
            </>
          )
        }
      />
      <CreateProjectDialog open={creating} onOpenChange={setCreating} />
      <PutAwayDialogs asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

const builtIn: readonly BuiltIn[] = [
  { name: 'Not archived', term: { key: 'is', negated: true, values: ['archived'] } },
];

const projectColumns = (
  act: (project: ProjectListItem, action: ProjectAction) => void,
): readonly Column<ProjectListItem>[] => [
  {
    key: 'name',
    head: 'Project',
    sort: 'name',
    text: ({ name }) => name,
    cell: ({ name, archivedAt }) =>
      archivedAt ? (
        <span className="flex max-w-52 gap-1.5">
          <span className="truncate text-ink-2">{name}</span> <span className="text-ink-3">archived</span>
        </span>
      ) : (
        <Link
          href={`/projects/${name}`}
          data-row-link=""
          className="block max-w-52 truncate rounded-tag font-[550] hover:underline"
        >
          {name}
        </Link>
      ),
  },
  {
    key: 'owners',
    head: 'Owners',
    className: 'text-ink-2',
    cell: (project) => <Owners project={project} />,
    text: ({ owners }) => owners.join(', '),
  },
  {
    key: 'members',
    head: 'Members',
    align: 'right',
    sort: 'members',
    cell: ({ memberCount }) => formatCount(memberCount),
    text: ({ memberCount }) => memberCount,
  },
  used('vms', 'VMs', formatCount),
  used('vcpus', 'vCPU', formatCount),
  used('memoryMib', 'Memory', formatMib),
  used('diskGib', 'Disk', formatGib),
  {
    key: 'made',
    head: 'Made',
    align: 'right',
    className: 'text-ink-2',
    sort: 'made',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
    text: ({ createdAt }) => createdAt.toISOString(),
  },
  {
    key: 'actions',
    head: <span className="sr-only">Actions</span>,
    always: true,
    align: 'right',
    width: '48px',
    cell: (project) => <RowMenu project={project} onAction={(action) => act(project, action)} />,
  },
];

function Owners({ project: { owners } }: { project: ProjectListItem }) {
  const [first] = owners;
  if (first === undefined) return <span className="text-ink-3">nobody</span>;
  return (
    <span title={owners.join('\n')} className="block max-w-40 truncate">
      {first}
      {owners.length > 1 && ` and ${owners.length - 1} more`}
    </span>
  );
}

function used(key: keyof QuotaAmounts, head: string, words: (amount: number) => string): Column<ProjectListItem> {
  return {
    key,
    head,
    sort: key,
    text: ({ quota }) => quota.used[key],
    cell: ({ quota: { used, limits } }) => {
      const text = `${used[key] === 0 ? 0 : words(used[key])} of ${words(limits[key])}`;
      return (
        <span className="flex items-center gap-2.5">
          <Meter
            bare
            label={`${head} used`}
            value={used[key]}
            max={limits[key]}
            text={text}
            // Where they would push the last column out of sight, the words must do.
            className="w-10 shrink-0 @max-5xl:hidden"
          />
          <span className="text-ink-2">{text}</span>
        </span>
      );
    },
  };
}
