'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { RequestListItem } from '@virtfleet/contracts/request';
import { policyWords } from '@virtfleet/domain/policy';
import { Button } from '@virtfleet/ui/button';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { PageHeader } from '@virtfleet/ui/page-header';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import type { BuiltIn } from '../lists/saved-searches.tsx';
import { SmallList } from '../lists/small-list.tsx';
import { useProject } from '../session/me.tsx';
import { requestColumns } from './list-columns.tsx';
import { requestLanguage, requestReader } from './search.ts';

type ListPageProps = { chosenColumns: readonly string[] };

/** What a project asked for beyond its policy, and what came of it. */
export function RequestListPage({ chosenColumns }: ListPageProps) {
  const project = useProject();
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.requests.list.queryOptions({ projectId: project.id }));
  const { data: policy } = useSuspenseQuery(trpc.policies.get.queryOptions({ projectId: project.id }));
  return (
    <Requests
      rows={query.data}
      projectId={project.id}
      chosenColumns={chosenColumns.filter((key) => key !== 'project')}
      href={({ id }) => `/projects/${project.name}/requests/${id}`}
      placeholder="state:waiting by:ada* load test"
      empty={
        <EmptyState
          title="Nothing was requested yet"
          action={
            <Button variant="primary" render={<Link href={`/projects/${project.name}/vms/new`} />}>
              New VM
            </Button>
          }
        >
          {policyWords(policy)} What goes beyond that is requested on the same page as every VM, with what it is for; an
          admin sees its plan and says yes or no.
        </EmptyState>
      }
      footer={
        <>
          {policyWords(policy)} <Freshness query={query} />
        </>
      }
    />
  );
}

/** What every project asked for: those who decide look here. */
export function RequestInboxPage({ chosenColumns }: ListPageProps) {
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.requests.inbox.queryOptions());
  return (
    <Requests
      rows={query.data}
      projectId={null}
      chosenColumns={chosenColumns}
      href={({ id }) => `/requests/${id}`}
      placeholder="state:waiting project:shop by:ada*"
      empty={
        <EmptyState
          title="Nothing was requested yet"
          action={
            <Button variant="primary" render={<Link href="/projects" />}>
              Projects
            </Button>
          }
        >
          A project’s policy says what its people make without asking: it stands on its page “Quota & usage”. What goes
          beyond it comes here, with its plan, to be approved, changed or rejected.
        </EmptyState>
      }
      footer={
        <>
          What is approved is made at once, in the name of who asked. <Freshness query={query} />
        </>
      }
    />
  );
}

const builtIn: readonly BuiltIn[] = [{ name: 'Waiting', term: { key: 'state', negated: false, values: ['waiting'] } }];

type RequestsProps = ListPageProps & {
  rows: readonly RequestListItem[];
  projectId: string | null;
  href: (request: RequestListItem) => string;
  placeholder: string;
  empty: ReactNode;
  footer: ReactNode;
};

function Requests({ rows, projectId, chosenColumns, href, placeholder, empty, footer }: RequestsProps) {
  const waiting = rows.filter(({ state }) => state === 'waiting').length;
  return (
    <>
      <PageHeader
        title="Requests"
        fact={rows.length === 0 ? undefined : `${rows.length}${waiting ? `, ${waiting} waiting` : ''}`}
      />
      <SmallList
        list="requests"
        projectId={projectId}
        label="Requests"
        placeholder={placeholder}
        columns={requestColumns(href, { withProject: projectId === null })}
        chosenColumns={chosenColumns}
        order="-number"
        rows={rows}
        rowKey={({ id }) => id}
        language={requestLanguage}
        reader={requestReader}
        builtIn={builtIn}
        empty={empty}
        footer={rows.length > 0 && footer}
      />
    </>
  );
}
