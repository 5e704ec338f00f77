'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { RequestChange, RequestDetail } from '@virtfleet/contracts/request';
import { changed, changesAnything } from '@virtfleet/domain/requests';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { Note } from '@virtfleet/ui/note';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime, Since } from '@virtfleet/ui/relative-time';
import { StateBadge } from '@virtfleet/ui/state-badge';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useTitle } from '../use-title.ts';
import { PlanTable } from '../vms/plan/plan-table.tsx';
import { PlanTextTabs } from '../vms/plan/plan-texts.tsx';
import { RequestActions } from './actions.tsx';
import { AfterThis } from './after-this.tsx';
import { Facts } from './facts.tsx';
import { MadeVms } from './made.tsx';
import { PlanNews } from './plan-news.tsx';
import { useRequestPlan } from './use-request-plan.ts';
import { requestStates, requestTitle, sizeWords, vmsTitle } from './words.ts';

/** One request, for both sides: what was asked and why, what would happen now, and what was decided. */
export function RequestPage({ requestId }: { requestId: string }) {
  const trpc = useTRPC();
  const { data: request } = useSuspenseQuery(trpc.requests.get.queryOptions({ requestId }));
  const [change, setChange] = useState<RequestChange>({});
  const { state, asked, project, can } = request;
  const waits = state === 'waiting';
  const live = useRequestPlan(requestId, change, waits);
  const plan = (waits ? live.answer?.plan : request.grantedPlan) ?? request.plan;
  const isChanged = waits && changesAnything(asked, change);
  const wanted = isChanged ? changed(asked, change) : (request.granted ?? asked);
  const { word, tone, sign } = requestStates[state];
  useTitle(`${sign} ${requestTitle(request)}`);
  return (
    <>
      <PageHeader
        title={vmsTitle(wanted)}
        fact={
          <StateBadge
            tone={tone}
            spinning={false}
            evidence={
              waits ? <Since date={request.createdAt} /> : request.decidedAt && <Since date={request.decidedAt} />
            }
          >
            {waits && can.approve.ok ? 'Waiting for you' : word}
          </StateBadge>
        }
        actions={<RequestActions request={request} change={change} onChange={setChange} live={live} />}
      />
      <Verdict request={request} />
      {isChanged && (
        <Note
          tone="idle"
          actions={
            <Button size="sm" onClick={() => setChange({})}>
              As it was asked
            </Button>
          }
        >
          <b className="font-[550]">Changed by you.</b> Asked: {vmsTitle(asked)}, each {sizeWords(asked)}. You would
          grant: {vmsTitle(wanted)}, each {sizeWords(wanted)}.
        </Note>
      )}
      {waits && <PlanNews live={live} />}
      <div className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 content-start gap-4">
          <MadeVms request={request} />
          <Card
            title={waits ? 'What will happen' : state === 'approved' ? 'What was approved' : 'What would have happened'}
            fact={
              <>
                plan <span className="mono">{plan.hash.slice(0, 4)}</span>, made{' '}
                <RelativeTime date={waits && !isChanged ? request.plan.madeAt : plan.madeAt} />
                {holds(live, isChanged) && waits && ', still holds'}
              </>
            }
          >
            <PlanTable plan={plan} />
          </Card>
          {waits && live.answer?.plan.texts && (
            <Card title={live.answer.plan.texts.of || 'Each VM'}>
              <PlanTextTabs plan={live.answer.plan} />
            </Card>
          )}
        </div>
        <div className="grid min-w-0 content-start gap-4">
          <Facts request={request} />
          {waits && <AfterThis plan={plan} project={project.name} fleet={live.answer?.fleet ?? null} />}
        </div>
      </div>
    </>
  );
}

const holds = ({ answer }: ReturnType<typeof useRequestPlan>, isChanged: boolean): boolean =>
  !isChanged && answer?.changes.length === 0 && answer.plan.problems.length === 0;

/** Why it had to be asked for, and what was said to it. */
function Verdict({ request }: { request: RequestDetail }) {
  const { state, project, beyond, reason, decidedBy, asked, granted } = request;
  const who = decidedBy?.name ?? 'An admin';
  if (state === 'waiting')
    return (
      <Note tone="warn">
        <b className="font-[550]">Beyond the policy of {project.name}.</b> {beyond.join(' ')}
      </Note>
    );
  if (state === 'rejected')
    return (
      <Note tone="bad">
        <b className="font-[550]">{who} rejected it:</b> {reason}
      </Note>
    );
  if (state === 'withdrawn') return <Note tone="idle">{who} withdrew it before anybody decided.</Note>;
  const same = granted && JSON.stringify(granted) === JSON.stringify(asked);
  return (
    <Note tone="ok">
      <b className="font-[550]">
        {who} approved it{same ? '' : ' with changes'}.
      </b>{' '}
      {granted && !same && (
        <>
          Asked: {vmsTitle(asked)}, each {sizeWords(asked)}. Granted: {vmsTitle(granted)}, each {sizeWords(granted)}.
        </>
      )}
    </Note>
  );
}
