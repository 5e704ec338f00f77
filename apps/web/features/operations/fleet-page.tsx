'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { fleetOperationLanguage } from '@virtfleet/domain/search/operations';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import { pageRows } from '../lists/page-rows.ts';
import { useSearch } from '../lists/use-search.ts';
import { useRows, useView } from '../lists/use-view.ts';
import { OperationList } from './operation-list.tsx';

/** The operations of every project, and those that belong to none, such as an image’s copy to a host. */
export function FleetOperationsPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const search = useSearch(fleetOperationLanguage);
  const { q } = search;
  const { pages, onView } = useView();
  const results = useQueries({
    queries: pages.map((page) => trpc.operations.fleet.queryOptions({ q, offset: page * pageRows, limit: pageRows })),
  });
  const rows = useRows(q, pages, results);
  const [asked, setAsked] = useState(false);
  const { data: facets } = useQuery(trpc.operations.fleetFacets.queryOptions(undefined, { enabled: asked }));
  return (
    <OperationList
      cookie="fleet-operations"
      list={{
        ...rows,
        onView,
        error: results.find((result) => result.error && !result.data)?.error ?? null,
        retry: () => void Promise.all(results.map((result) => result.refetch())),
      }}
      projectId={null}
      language={fleetOperationLanguage}
      search={search}
      facets={facets}
      onFocus={() => setAsked(true)}
      chosenColumns={chosenColumns}
      rowLink={({ id, projectName }) => (
        <Link href={projectName ? `/projects/${projectName}/operations/${id}` : `/operations/${id}`} />
      )}
      page={(offset, limit) => client.operations.fleet.query({ q, offset, limit })}
      footer={results[0] && <Freshness query={results[0]} />}
    />
  );
}
