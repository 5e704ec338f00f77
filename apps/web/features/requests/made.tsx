'use client';

import { useQuery } from '@tanstack/react-query';
import type { RequestDetail } from '@virtfleet/contracts/request';
import { Card } from '@virtfleet/ui/card';
import { StateBadge } from '@virtfleet/ui/state-badge';
import Link from 'next/link';
import { useTRPC } from '../../trpc/client.tsx';
import { VmStateBadge } from '../vms/state-badge.tsx';
import { vmStates } from '../vms/states.ts';

/** The VMs that an approval made, and how they are now. */
export function MadeVms({ request: { made, project } }: { request: RequestDetail }) {
  const trpc = useTRPC();
  const vmIds = made.filter(({ state }) => state !== 'deleted').map(({ id }) => id);
  // Asked again whenever one of them changes, which the request doesn't.
  const { data: rows } = useQuery(
    trpc.vms.rows.queryOptions({ projectId: project.id, vmIds }, { enabled: vmIds.length > 0 }),
  );
  if (made.length === 0) return null;
  return (
    <Card title="What it made" fact={made.length === 1 ? undefined : `${made.length} VMs`} flush>
      <ul className="divide-y divide-line">
        {made.map(({ id, name, state, failure }) => {
          const now = rows?.find((row) => row.id === id);
          const gone = state === 'deleted' || (rows !== undefined && !now);
          return (
            <li key={id} className="flex min-h-10 flex-wrap items-center gap-x-4 px-4 py-2">
              <span className="min-w-40 font-[550]">
                {gone ? (
                  name
                ) : (
                  <Link className="rounded-tag hover:underline" href={`/projects/${project.name}/vms/${id}`}>
                    {now?.name ?? name}
                  </Link>
                )}
              </span>
              {gone ? (
                <span className="text-ink-3">deleted since</span>
              ) : now ? (
                <VmStateBadge status={now.status} />
              ) : (
                <StateBadge tone={vmStates[state].tone} evidence={failure ?? undefined}>
                  {vmStates[state].word}
                </StateBadge>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
