'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Can, OperationRecord } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { toast } from '@virtfleet/ui/toast';
import { type ReactNode, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useMaybeProject, useMe } from '../session/me.tsx';
import { operationTitle } from './words.ts';

type Controlled = Omit<OperationRecord, 'steps' | 'ahead'>;

const adminsOnly = 'Only an admin of the fleet can do this';

/** What can be done with an operation that was asked for already; nothing once it is over. */
export function OperationControls({ operation }: { operation: Controlled }) {
  if (operation.status === 'stuck') return <Stuck operation={operation} />;
  if (operation.status === 'pending' || operation.status === 'running' || operation.status === 'undoing')
    return <Cancel operation={operation} />;
  return null;
}

const reasonOf = (can: Can): string | null => (can.ok ? null : can.reason);

function Cancel({ operation }: { operation: Controlled }) {
  const readOnly = useMaybeProject()?.readOnly ?? null;
  const [asking, setAsking] = useState(false);
  const refresh = useRefresh();
  const trpc = useTRPC();
  const cancel = useMutation(
    trpc.operations.cancel.mutationOptions({
      onSuccess: async () => {
        await refresh();
        setAsking(false);
      },
      onError: refresh,
    }),
  );
  const { title, what, confirm, ...outcome } = cancelWords(operation);
  return (
    <>
      <ActionButton
        size="sm"
        reason={readOnly ?? reasonOf(operation.can.cancel)}
        pending={cancel.isPending}
        onClick={() => setAsking(true)}
      >
        Cancel
      </ActionButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={() => {
          cancel.reset();
          setAsking(false);
        }}
        title={title}
        {...outcome}
        confirm={confirm}
        dismiss="Keep going"
        danger={operation.kind === 'vm.create'}
        pending={cancel.isPending}
        error={cancel.isError ? errorMessage(cancel.error) : undefined}
        onConfirm={() => cancel.mutate({ operationId: operation.id })}
      >
        {operation.status === 'pending' ? 'Nobody has begun it yet, so it ends at once.' : what}
      </ConfirmDialog>
    </>
  );
}

type Words = { title: string; what: string; lost?: ReactNode; kept?: ReactNode; confirm: string };

/** What a cancel means for each kind. */
function cancelWords({ kind, vmName, hostName }: Controlled): Words {
  const host = <span className="mono">{hostName}</span>;
  if (kind === 'vm.create')
    return {
      title: `Cancel the creation of ${vmName ?? 'this VM'}?`,
      what: 'It stops as soon as its step can stop, then what was made is taken away again.',
      lost: <>The VM: what was made of it on {host} is removed</>,
      kept: 'Its name and its history, until you delete it from the list',
      confirm: 'Cancel creation',
    };
  if (kind === 'image.copy')
    return {
      title: 'Cancel the copy of this image?',
      what: 'It stops as soon as its step can stop.',
      lost: <>What was uploaded to {host} so far</>,
      kept: 'The image, and its copies on other hosts',
      confirm: 'Cancel copy',
    };
  if (kind === 'vm.rename')
    return {
      title: `Cancel the rename of ${vmName ?? 'this VM'}?`,
      what: 'It stops before its next step, and the title that its host shows is set back.',
      kept: 'The VM, and the name that it has',
      confirm: 'Cancel rename',
    };
  const verb = kind === 'vm.start' ? 'start' : kind === 'vm.stop' ? 'stop' : 'reboot';
  return {
    title: `Cancel the ${verb} of ${vmName ?? 'this VM'}?`,
    what: 'It stops before its next step. What was begun on the host is not taken back: the VM is then as its host says.',
    kept: 'The VM, its disk and its address',
    confirm: `Cancel ${verb}`,
  };
}

function Stuck({ operation }: { operation: Controlled }) {
  const { isAdmin } = useMe();
  const [asking, setAsking] = useState(false);
  const refresh = useRefresh();
  const trpc = useTRPC();
  const title = operationTitle(operation);
  const retry = useMutation(
    trpc.operations.retry.mutationOptions({
      onSuccess: refresh,
      onError: (error) => {
        toast({ tone: 'bad', title: `${title} was not tried again`, description: errorMessage(error) });
        return refresh();
      },
    }),
  );
  const writeOff = useMutation(
    trpc.operations.writeOff.mutationOptions({
      onSuccess: async () => {
        await refresh();
        setAsking(false);
      },
      onError: refresh,
    }),
  );
  const reason = (can: Can) => (isAdmin ? reasonOf(can) : adminsOnly);
  const host = <span className="mono">{operation.hostName}</span>;
  return (
    <>
      <ActionButton
        size="sm"
        reason={reason(operation.can.retry)}
        pending={retry.isPending}
        onClick={() => retry.mutate({ operationId: operation.id })}
      >
        Try again
      </ActionButton>
      <ActionButton size="sm" reason={reason(operation.can.writeOff)} onClick={() => setAsking(true)}>
        Write off…
      </ActionButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={() => {
          writeOff.reset();
          setAsking(false);
        }}
        title={`Write off ${title}?`}
        lost={
          <>
            Our hold on what may be left of {operation.vmName ?? 'it'} on {host}: its capacity is given to others, and
            nobody undoes the rest
          </>
        }
        kept={<>Its addresses stay taken until {host} is seen without it; its history stays</>}
        confirm="Write off"
        dismiss="Keep it"
        pending={writeOff.isPending}
        error={writeOff.isError ? errorMessage(writeOff.error) : undefined}
        onConfirm={() => writeOff.mutate({ operationId: operation.id })}
      >
        It goes on by itself as soon as {host} is back. Write it off only when the host will not come back.
      </ConfirmDialog>
    </>
  );
}

/** What this very person did is shown at once, also while the stream is down. */
function useRefresh(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.operations.pathFilter()),
      queryClient.invalidateQueries(trpc.vms.pathFilter()),
    ]);
}
