'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImageView } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Note } from '@virtfleet/ui/note';
import { toast } from '@virtfleet/ui/toast';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useMe } from '../session/me.tsx';

/** Why an image did not come, whole, and what to do about it. */
export function FailedImport({ image: { id, title, state, importing } }: { image: ImageView }) {
  const { isAdmin } = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.images.pathFilter());
  const retry = useMutation(
    trpc.images.retryImport.mutationOptions({
      onSuccess: refresh,
      onError: (error) => {
        toast({ tone: 'bad', title: `${title} is not imported again`, description: errorMessage(error) });
        return refresh();
      },
    }),
  );
  return (
    <Note
      tone="bad"
      actions={
        <ActionButton
          size="sm"
          reason={isAdmin ? null : 'Only an admin of the fleet can do this'}
          pending={retry.isPending}
          onClick={() => retry.mutate({ imageId: id })}
        >
          Try again
        </ActionButton>
      }
    >
      <b className="font-[550]">{title} was not imported:</b> {importing?.failure?.replace(/\.$/, '')}.{' '}
      {state === 'ready' ? 'VMs start from the earlier build.' : 'Nothing of it is kept.'} The next{' '}
      <span className="mono">npm start</span> tries again by itself.
    </Note>
  );
}
