'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { useTRPC } from '../../trpc/client.tsx';
import { Freshness } from '../freshness.tsx';
import { useMe, useProject } from '../session/me.tsx';
import { LimitsForm } from './limits-form.tsx';
import { QuotaMeters } from './meters.tsx';
import { PolicyCard } from './policy-card.tsx';

/** What a project may have and has. Everyone in it sees that; an admin of the fleet sets it. */
export function QuotaPage() {
  const project = useProject();
  const { isAdmin } = useMe();
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.quotas.get.queryOptions({ projectId: project.id }));
  return (
    <>
      <PageHeader title="Quota & usage" />
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid gap-4">
          <Card title={`What ${project.name} uses`}>
            <QuotaMeters quota={query.data} />
            <p className="mt-3.5 text-ink-2">
              A VM counts from the moment it is asked for until it is deleted, running or not. One that could not be
              created counts no more.
            </p>
            <p className="mt-1 text-caption text-ink-3">
              <Freshness query={query} />
            </p>
          </Card>
          <PolicyCard />
        </div>
        {isAdmin ? (
          <LimitsForm limits={query.data.limits} />
        ) : (
          <Card title="Need more?">
            <p className="text-ink-2">
              An admin of the fleet sets these limits. Until then, a VM that you delete makes room at once.
            </p>
          </Card>
        )}
      </div>
    </>
  );
}
