'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { VmDetail } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { Note } from '@virtfleet/ui/note';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Tabs } from '@virtfleet/ui/tabs';
import Link from 'next/link';
import { useTRPC } from '../../trpc/client.tsx';
import { errorCode } from '../../trpc/errors.ts';
import { ObservedTime, OverdueNote, observedEveryMs } from '../observed.tsx';
import { useProject } from '../session/me.tsx';
import { useTitle } from '../use-title.ts';
import { VmActions } from './actions.tsx';
import { useForgetDraft } from './create/use-draft.ts';
import { Charts } from './detail/charts.tsx';
import { firstOperations, VmOperations } from './detail/operations.tsx';
import { Overview } from './detail/overview.tsx';
import { Settings } from './detail/settings.tsx';
import { vmTabOf } from './detail/tabs.ts';
import { useWatch } from './detail/use-metrics.ts';
import { useVmTab } from './detail/use-tab.ts';
import { SshLine } from './ssh-line.tsx';
import { VmStateBadge } from './state-badge.tsx';
import { vmTitle } from './states.ts';

export function VmDetailPage({ vmId }: { vmId: string }) {
  const trpc = useTRPC();
  const { data: vm, error } = useSuspenseQuery(
    trpc.vms.get.queryOptions({ vmId }, { refetchInterval: observedEveryMs }),
  );
  const { data: operations } = useSuspenseQuery(trpc.operations.ofVm.queryOptions({ vmId }));
  const gone = errorCode(error) === 'not_found';
  const [tab, go] = useVmTab();
  useWatch(vm);
  useForgetDraft(vm, useProject().id);
  useTitle(gone ? `${vm.name} is gone` : vmTitle(vm.name, vm.status.state));
  if (gone) return <Gone name={vm.name} />;
  return (
    <>
      <PageHeader title={vm.name} fact={<VmStateBadge status={vm.status} since />} actions={<VmActions vm={vm} />}>
        <SshLine vm={vm} />
        <Whereabouts vm={vm} />
      </PageHeader>
      {vm.status.state === 'unreachable' && (
        <Note>
          <b className="font-[550]">
            <span className="mono">{vm.hostName}</span> is out of reach.
          </b>{' '}
          That alone does not stop {vm.name}: it may run on and answer. It can be worked with when its host is back.
        </Note>
      )}
      {vm.status.observedAt && heard(vm) && (
        <OverdueNote date={vm.status.observedAt} host={<span className="mono">{vm.hostName}</span>} />
      )}
      <Tabs
        value={tab}
        onValueChange={(next) => go(vmTabOf(next))}
        tabs={[
          { value: 'overview', label: 'Overview', content: <Overview vm={vm} operations={operations} /> },
          { value: 'metrics', label: 'Metrics', content: <Charts vm={vm} /> },
          {
            value: 'operations',
            label: (
              <>
                Operations{' '}
                <span className="font-normal text-ink-3">
                  {operations.length < firstOperations ? operations.length : `${firstOperations}+`}
                </span>
              </>
            ),
            content: <VmOperations vmId={vmId} newest={operations} />,
          },
          { value: 'settings', label: 'Settings', content: <Settings vm={vm} operations={operations} /> },
        ]}
      />
    </>
  );
}

/** Its host counts as up and has it, so that news of it is expected. */
const heard = ({ status: { state }, failure }: VmDetail) =>
  failure === null && state !== 'creating' && state !== 'unreachable' && state !== 'unknown';

function Whereabouts({ vm: { hostName, status, failure } }: { vm: VmDetail }) {
  const host = <span className="mono text-ink-2">{hostName}</span>;
  if (failure !== null) return <span>was to run on {host}</span>;
  return (
    <span>
      on {host}
      {status.observedAt ? (
        <>
          , observed <ObservedTime date={status.observedAt} />
        </>
      ) : (
        ', not observed yet'
      )}
    </span>
  );
}

/** Deleted while somebody looked at it. */
function Gone({ name }: { name: string }) {
  const project = useProject();
  const base = `/projects/${project.name}`;
  return (
    <Card flush label="Gone">
      <EmptyState
        title={`${name} is gone`}
        action={
          <>
            <Button render={<Link href={`${base}/vms`} />}>Go to the VMs</Button>
            <Button render={<Link href={`${base}/operations`} />}>See its operations</Button>
          </>
        }
      >
        It was deleted, with its disk. What was done with it stays in the operations.
      </EmptyState>
    </Card>
  );
}
