'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { operationLanguage } from '@virtfleet/domain/search/operations';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import { pageRows } from '../lists/page-rows.ts';
import { useSearch } from '../lists/use-search.ts';
import { useRows, useView } from '../lists/use-view.ts';
import { useProject } from '../session/me.tsx';
import { OperationList } from './operation-list.tsx';

/** A project’s operations. */
export function OperationsPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const { id: projectId, name } = useProject();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const search = useSearch(operationLanguage);
  const { q } = search;
  const { pages, onView } = useView();
  const results = useQueries({
    queries: pages.map((page) =>
      trpc.operations.page.queryOptions({ projectId, q, offset: page * pageRows, limit: pageRows }),
    ),
  });
  const rows = useRows(q, pages, results);
  const [asked, setAsked] = useState(false);
  const { data: facets } = useQuery(trpc.operations.facets.queryOptions({ projectId }, { enabled: asked }));
  return (
    <OperationList
      cookie="operations"
      list={{
        ...rows,
        onView,
        error: results.find((result) => result.error && !result.data)?.error ?? null,
        retry: () => void Promise.all(results.map((result) => result.refetch())),
      }}
      projectId={projectId}
      language={operationLanguage}
      search={search}
      facets={facets}
      onFocus={() => setAsked(true)}
      chosenColumns={chosenColumns}
      rowLink={({ id }) => <Link href={`/projects/${name}/operations/${id}`} />}
      page={(offset, limit) => client.operations.page.query({ projectId, q, offset, limit })}
      footer={results[0] && <Freshness query={results[0]} />}
    />
  );
}
