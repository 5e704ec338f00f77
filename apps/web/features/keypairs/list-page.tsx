'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { KeypairView } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import type { Column } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { Freshness } from '../freshness.tsx';
import { SmallList } from '../lists/small-list.tsx';
import { useProject } from '../session/me.tsx';
import { AddKeyDialog } from './add-dialog.tsx';
import { keypairLanguage, keypairReader } from './search.ts';

export function KeypairListPage({ chosenColumns }: { chosenColumns: readonly string[] }) {
  const project = useProject();
  const trpc = useTRPC();
  const query = useSuspenseQuery(trpc.keypairs.list.queryOptions({ projectId: project.id }));
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<KeypairView | null>(null);
  const add = (
    <ActionButton variant="primary" reason={project.readOnly} onClick={() => setAdding(true)}>
      Add key
    </ActionButton>
  );
  const empty = query.data.length === 0;
  return (
    <>
      <PageHeader title="SSH keys" fact={empty ? undefined : String(query.data.length)} actions={!empty && add} />
      <SmallList
        list="keypairs"
        projectId={project.id}
        label="SSH keys"
        placeholder="type:ssh-ed25519 laptop"
        columns={keyColumns(project.readOnly, setRemoving)}
        chosenColumns={chosenColumns}
        order="name"
        rows={query.data}
        rowKey={(key) => key.id}
        language={keypairLanguage}
        reader={keypairReader}
        empty={
          <EmptyState title="No SSH keys yet" action={add}>
            Who holds the private half of a key logs into the VMs that were made with it. VMs take no passwords, so add
            a key before your first VM.
          </EmptyState>
        }
        footer={!empty && <Freshness query={query} />}
      />
      <AddKeyDialog open={adding} onOpenChange={setAdding} />
      <RemoveDialog keypair={removing} onClose={() => setRemoving(null)} />
    </>
  );
}

const keyColumns = (readOnly: string | null, onRemove: (key: KeypairView) => void): readonly Column<KeypairView>[] => [
  {
    key: 'name',
    head: 'Name',
    className: 'font-[550]',
    sort: 'name',
    cell: ({ name }) => name,
    text: ({ name }) => name,
  },
  {
    key: 'type',
    head: 'Type',
    className: 'mono text-ink-2',
    sort: 'type',
    cell: ({ type }) => type,
    text: ({ type }) => type,
  },
  {
    key: 'fingerprint',
    head: 'Fingerprint',
    className: 'mono text-ink-2',
    cell: ({ fingerprint }) => fingerprint,
    text: ({ fingerprint }) => fingerprint,
  },
  {
    key: 'by',
    head: 'Added by',
    className: 'text-ink-2',
    sort: 'by',
    cell: ({ addedBy }) => addedBy,
    text: ({ addedBy }) => addedBy,
  },
  {
    key: 'added',
    head: 'Added',
    align: 'right',
    className: 'text-ink-2',
    sort: 'added',
    cell: ({ createdAt }) => <RelativeTime date={createdAt} />,
    text: ({ createdAt }) => createdAt.toISOString(),
  },
  {
    key: 'remove',
    head: <span className="sr-only">Actions</span>,
    always: true,
    align: 'right',
    width: '90px',
    cell: (key) => (
      <ActionButton size="sm" reason={readOnly} aria-label={`Remove ${key.name}`} onClick={() => onRemove(key)}>
        Remove
      </ActionButton>
    ),
  },
];

function RemoveDialog({ keypair, onClose }: { keypair: KeypairView | null; onClose: () => void }) {
  const project = useProject();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // What the dialog says stays while it fades out.
  const [shown, setShown] = useState(keypair);
  if (keypair && keypair !== shown) setShown(keypair);
  const remove = useMutation(
    trpc.keypairs.remove.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.keypairs.list.queryFilter({ projectId: project.id }));
        toast({ title: `Removed the key ${shown?.name ?? ''}` });
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open={keypair !== null}
      onOpenChange={() => {
        remove.reset();
        onClose();
      }}
      title={`Remove the key ${shown?.name ?? ''}?`}
      lost="Its place in this project: new VMs can’t be made with it"
      kept="VMs that were made with it: it still opens them"
      confirm="Remove"
      pending={remove.isPending}
      error={remove.isError ? errorMessage(remove.error) : undefined}
      onConfirm={() => shown && remove.mutate({ keypairId: shown.id })}
    />
  );
}
