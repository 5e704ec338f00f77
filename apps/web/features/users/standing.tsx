'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UserDetail } from '@virtfleet/contracts/user';
import type { Can } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';

const reasonOf = (can: Can) => (can.ok ? null : can.reason);

/** Whether they are an admin, and whether they may sign in. What takes something away asks first. */
export function StandingButtons({ user }: { user: UserDetail }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'disable' | 'unmakeAdmin' | null>(null);
  const done = (said: string) => ({
    onSuccess: async () => {
      setAsking(null);
      await queryClient.invalidateQueries(trpc.users.pathFilter());
      toast({ title: said });
    },
    onError: (error: unknown) => {
      if (asking === null) toast({ title: errorMessage(error), tone: 'bad' });
    },
  });
  const admin = useMutation(
    trpc.users.setAdmin.mutationOptions(
      done(user.isAdmin ? `${user.name} is no admin now` : `${user.name} is an admin now`),
    ),
  );
  const disabled = useMutation(
    trpc.users.setDisabled.mutationOptions(
      done(user.disabledAt ? `${user.name} may sign in again` : `${user.name} is disabled`),
    ),
  );
  const close = () => {
    setAsking(null);
    admin.reset();
    disabled.reset();
  };
  return (
    <>
      {user.isAdmin ? (
        <ActionButton reason={reasonOf(user.can.unmakeAdmin)} onClick={() => setAsking('unmakeAdmin')}>
          No longer admin
        </ActionButton>
      ) : (
        <ActionButton
          reason={reasonOf(user.can.makeAdmin)}
          pending={admin.isPending}
          onClick={() => admin.mutate({ userId: user.id, isAdmin: true })}
        >
          Make admin
        </ActionButton>
      )}
      {user.disabledAt ? (
        <ActionButton
          reason={reasonOf(user.can.enable)}
          pending={disabled.isPending}
          onClick={() => disabled.mutate({ userId: user.id, disabled: false })}
        >
          Enable
        </ActionButton>
      ) : (
        <ActionButton reason={reasonOf(user.can.disable)} onClick={() => setAsking('disable')}>
          Disable
        </ActionButton>
      )}
      <ConfirmDialog
        open={asking === 'disable'}
        onOpenChange={close}
        title={`Disable ${user.name}?`}
        lost="Their sessions end at once, and they can’t sign in"
        kept="Their VMs run on, their roles and their history stay; SSH keys still open the VMs that they were put into"
        confirm="Disable"
        pending={disabled.isPending}
        error={disabled.isError ? errorMessage(disabled.error) : undefined}
        onConfirm={() => disabled.mutate({ userId: user.id, disabled: true })}
      />
      <ConfirmDialog
        open={asking === 'unmakeAdmin'}
        onOpenChange={close}
        title={`Is ${user.name} to be no admin?`}
        lost="The fleet’s pages, and every project that they have no role in; in open pages too"
        kept="Their roles in projects"
        confirm="No longer admin"
        danger={false}
        pending={admin.isPending}
        error={admin.isError ? errorMessage(admin.error) : undefined}
        onConfirm={() => admin.mutate({ userId: user.id, isAdmin: false })}
      />
    </>
  );
}
