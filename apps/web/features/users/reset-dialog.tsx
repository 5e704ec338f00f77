'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UserDetail } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { OneTime } from './one-time.tsx';

type ResetPasswordDialogProps = { user: UserDetail; open: boolean; onOpenChange: (open: boolean) => void };

/** Asks, and then shows the new password. */
export function ResetPasswordDialog({ user, open, onOpenChange }: ResetPasswordDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const reset = useMutation(
    trpc.users.resetPassword.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.users.pathFilter()),
    }),
  );
  const close = () => onOpenChange(false);
  return (
    <Dialog
      open={open}
      // What can be read only once is not lost by a click beside it.
      onOpenChange={(next) => (next || !reset.data) && onOpenChange(next)}
      onClosed={() => reset.reset()}
      title={reset.data ? `${user.name} has a one-time password` : `Reset ${user.name}’s password?`}
      wide
    >
      {reset.data ? (
        <OneTime password={reset.data} name={user.name} email={user.email} onDone={close} />
      ) : (
        <>
          <p className="text-ink-2">
            Their password no longer works and their sessions end at once. They get a one-time password, which you will
            see once.
          </p>
          {reset.isError && (
            <p role="alert" className="mt-3 text-red-ink">
              {errorMessage(reset.error)}
            </p>
          )}
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" pending={reset.isPending} onClick={() => reset.mutate({ userId: user.id })}>
              Reset password
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
