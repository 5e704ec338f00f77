'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { VmDetail } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Card } from '@virtfleet/ui/card';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { formatGib } from '@virtfleet/ui/format';
import { KeyValue } from '@virtfleet/ui/key-value';
import { toast } from '@virtfleet/ui/toast';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import { useProject } from '../../session/me.tsx';

/** What goes with it. */
const lostWith = (vm: VmDetail): string =>
  vm.failure !== null
    ? 'Nothing: what had been made was removed'
    : `The VM; its disk of ${formatGib(vm.diskGib)} with all its data; its seed${vm.hasUserData ? ', and your user-data in it' : ''}; its tags and notes${vm.address ? `; its address ${vm.address}, which others may get` : ''}`;

const keptOf = (vm: VmDetail): string =>
  `Its operations in the history${vm.keys.length > 0 ? `; the SSH keys (${vm.keys.join(', ')})` : '; the SSH keys'}; the image ${vm.image}. Nothing else: there is no backup`;

/** The end of a VM, with what is lost and kept in sight before anybody presses anything. */
export function DeleteCard({ vm }: { vm: VmDetail }) {
  const { readOnly } = useProject();
  const [asking, setAsking] = useState(false);
  const can = vm.can.delete;
  return (
    <Card
      flush
      title="Delete this VM"
      actions={
        <ActionButton reason={readOnly ?? (can.ok ? null : can.reason)} onClick={() => setAsking(true)}>
          Delete…
        </ActionButton>
      }
    >
      <KeyValue
        items={[
          { label: 'Lost', value: lostWith(vm) },
          { label: 'Kept', value: keptOf(vm) },
        ]}
      />
      <DeleteDialog vm={vm} open={asking} onClose={() => setAsking(false)} />
    </Card>
  );
}

export function DeleteDialog({ vm, open, onClose }: { vm: VmDetail; open: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const project = useProject();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.vms.delete.mutationOptions({
      onSuccess: () => {
        toast({ tone: 'busy', title: `Deleting ${vm.name}`, description: 'Its operations stay in the history.' });
        void queryClient.invalidateQueries(trpc.vms.pathFilter());
        void queryClient.invalidateQueries(trpc.operations.pathFilter());
        router.push(`/projects/${project.name}/vms`);
      },
    }),
  );
  const running = vm.status.state === 'running' || vm.status.state === 'paused';
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={() => {
        remove.reset();
        onClose();
      }}
      title={`Delete ${vm.name}?`}
      lost={lostWith(vm)}
      kept={keptOf(vm)}
      // Typed only where data dies.
      typeName={vm.failure !== null ? undefined : vm.name}
      confirm="Delete"
      pending={remove.isPending || remove.isSuccess}
      error={remove.isError ? errorMessage(remove.error) : undefined}
      onConfirm={() => remove.mutate({ vmId: vm.id, confirmName: vm.name })}
    >
      {vm.failure !== null
        ? 'Its create failed; this frees its name.'
        : running
          ? 'It is running, and will be switched off first. This can’t be undone.'
          : 'This can’t be undone.'}
    </ConfirmDialog>
  );
}
