'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MemberView } from '@virtfleet/contracts/user';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useMe, useProject } from '../session/me.tsx';

export function RemoveMemberDialog({ member, onClose }: { member: MemberView | null; onClose: () => void }) {
  const project = useProject();
  const me = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // What the dialog says stays while it fades out.
  const [shown, setShown] = useState(member);
  if (member && member !== shown) setShown(member);
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: async () => {
        toast({ title: `${shown?.name ?? ''} is no longer in ${project.name}` });
        onClose();
        await queryClient.invalidateQueries(trpc.members.list.queryFilter({ projectId: project.id }));
      },
    }),
  );
  const self = shown?.userId === me.id && !me.isAdmin;
  return (
    <ConfirmDialog
      open={member !== null}
      onOpenChange={() => {
        remove.reset();
        onClose();
      }}
      title={self ? `Leave ${project.name}?` : `Remove ${shown?.name ?? ''} from ${project.name}?`}
      lost={self ? 'Your sight of this project, at once' : 'Their sight of this project, at once, in open pages too'}
      kept="VMs and SSH keys that they made: whoever holds the private half of a key still logs into its VMs"
      confirm={self ? 'Leave' : 'Remove'}
      pending={remove.isPending}
      error={remove.isError ? errorMessage(remove.error) : undefined}
      onConfirm={() => shown && remove.mutate({ projectId: project.id, userId: shown.userId })}
    />
  );
}
