'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RequestChange, RequestDetail } from '@virtfleet/contracts/request';
import { changed, changesAnything } from '@virtfleet/domain/requests';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { toast } from '@virtfleet/ui/toast';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useMe } from '../session/me.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import type { LiveRequestPlan } from './use-request-plan.ts';
import { countWords } from './words.ts';

type ActionsProps = {
  request: RequestDetail;
  change: RequestChange;
  onChange: (change: RequestChange) => void;
  live: LiveRequestPlan;
};

/** What may be done with a request now: approvers decide, its project takes it back or asks again. */
export function RequestActions(props: ActionsProps) {
  const { request } = props;
  const { isAdmin, id: me, projects } = useMe();
  const mine = request.askedBy.id === me;
  const member = projects.some(({ id, role }) => id === request.project.id && role !== 'viewer');
  if (request.state !== 'waiting')
    return (
      request.state !== 'approved' &&
      member &&
      mine && (
        <Button render={<Link href={`/projects/${request.project.name}/vms/new?again=${request.id}`} />}>
          Request again
        </Button>
      )
    );
  return (
    <>
      {(mine || !isAdmin) && <Withdraw request={request} />}
      {isAdmin && <Decide {...props} />}
    </>
  );
}

function Decide({ request, change, onChange, live }: ActionsProps) {
  const { id: requestId, can, asked, project } = request;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [rejecting, setRejecting] = useState(false);
  const [changing, setChanging] = useState(false);
  const { answer, current } = live;
  const approve = useMutation(
    trpc.requests.approve.mutationOptions({
      onSuccess: () => toast({ title: `#${request.number} is approved: it is being made in ${project.name}` }),
      onError: (error) => toast({ title: errorMessage(error), tone: 'bad' }),
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.requests.pathFilter());
        void queryClient.invalidateQueries(trpc.vms.pathFilter());
        void queryClient.invalidateQueries(trpc.operations.pathFilter());
      },
    }),
  );
  const reason = can.approve.ok ? null : can.approve.reason;
  const wanted = changed(asked, change);
  const isChanged = changesAnything(asked, change);
  const unplanned = answer ? (answer.plan.problems[0]?.message ?? null) : 'Its plan is being made';
  const verb = isChanged
    ? `Approve ${countWords(wanted.vms)}`
    : answer && answer.changes.length > 0
      ? 'Approve the new plan'
      : 'Approve this plan';
  return (
    <>
      <ActionButton reason={can.reject.ok ? null : can.reject.reason} onClick={() => setRejecting(true)}>
        Reject
      </ActionButton>
      <ActionButton reason={reason} onClick={() => setChanging(true)}>
        Change
      </ActionButton>
      <ActionButton
        variant="primary"
        reason={reason ?? unplanned}
        pending={approve.isPending}
        onClick={() => {
          if (answer && current && !approve.isPending) approve.mutate({ requestId, change, hash: answer.plan.hash });
        }}
      >
        {verb}
      </ActionButton>
      <RejectDialog request={request} open={rejecting} onOpenChange={setRejecting} />
      <ChangeDialog request={request} change={change} open={changing} onOpenChange={setChanging} onChange={onChange} />
    </>
  );
}

function Withdraw({ request }: { request: RequestDetail }) {
  const { id: requestId, can, number, askedBy } = request;
  const { id: me } = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const withdraw = useMutation(
    trpc.requests.withdraw.mutationOptions({
      onSuccess: () => setOpen(false),
      onSettled: () => queryClient.invalidateQueries(trpc.requests.pathFilter()),
    }),
  );
  return (
    <>
      <ActionButton reason={can.withdraw.ok ? null : can.withdraw.reason} onClick={() => setOpen(true)}>
        Withdraw
      </ActionButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Withdraw #${number}?`}
        confirm="Withdraw"
        dismiss="Keep it"
        danger={false}
        pending={withdraw.isPending}
        error={withdraw.isError ? errorMessage(withdraw.error) : null}
        onConfirm={() => withdraw.mutate({ requestId })}
      >
        Nobody decides on it any more.{' '}
        {askedBy.id === me ? 'What you filled in is kept: you can request it again.' : `${askedBy.name} is told.`}
      </ConfirmDialog>
    </>
  );
}
