'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProjectAction, ProjectListItem } from '@virtfleet/contracts/project';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';

export type Asked = { action: Exclude<ProjectAction, 'restore'>; project: ProjectListItem };

/** Asks before a project is put away. */
export function PutAwayDialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  const trpc = useTRPC();
  const after = useAfterwards();
  // What the dialog says stays while it fades out.
  const [shown, setShown] = useState(asked);
  if (asked && asked !== shown) setShown(asked);
  const name = shown?.project.name ?? '';
  const done = (said: string) => ({
    onSuccess: async () => {
      onClose();
      await after(said);
    },
  });
  const archive = useMutation(trpc.projects.archive.mutationOptions(done(`The project ${name} is archived`)));
  const remove = useMutation(trpc.projects.delete.mutationOptions(done(`The project ${name} is deleted`)));
  const close = () => {
    archive.reset();
    remove.reset();
    onClose();
  };
  return (
    <>
      <ConfirmDialog
        open={asked?.action === 'archive'}
        onOpenChange={close}
        title={`Archive the project ${name}?`}
        lost="Its place in its members’ lists: nobody but admins sees it, and nothing is made in it"
        kept="Its history, members, SSH keys and quota; an admin restores it at any time. Its name stays taken"
        confirm="Archive"
        danger={false}
        pending={archive.isPending}
        error={archive.isError ? errorMessage(archive.error) : undefined}
        onConfirm={() => shown && archive.mutate({ projectId: shown.project.id })}
      />
      <ConfirmDialog
        open={asked?.action === 'delete'}
        onOpenChange={close}
        title={`Delete the project ${name}?`}
        lost="It, its SSH keys, its quota, and its members’ roles in it"
        kept="Its members’ accounts"
        typeName={name}
        confirm="Delete"
        pending={remove.isPending}
        error={remove.isError ? errorMessage(remove.error) : undefined}
        onConfirm={() => shown && remove.mutate({ projectId: shown.project.id, confirmName: name })}
      />
    </>
  );
}

/** Brings a project back; nothing is lost by that, so nothing is asked. */
export function useRestore() {
  const trpc = useTRPC();
  const after = useAfterwards();
  return useMutation(
    trpc.projects.restore.mutationOptions({
      onSuccess: () => after('The project is restored'),
      onError: (error) => toast({ title: errorMessage(error), tone: 'bad' }),
    }),
  );
}

function useAfterwards() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (said: string) => {
    toast({ title: said });
    await Promise.all([
      queryClient.invalidateQueries(trpc.projects.list.queryFilter()),
      queryClient.invalidateQueries(trpc.me.get.queryFilter()),
    ]);
  };
}
