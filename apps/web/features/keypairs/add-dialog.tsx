'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type AddKeypairInput, addKeypairInput, parsePublicKey } from '@virtfleet/contracts/keypair';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { Textarea } from '@virtfleet/ui/textarea';
import type { FormEvent } from 'react';
import { useForm } from 'react-hook-form';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';
import { useProject } from '../session/me.tsx';

type AddKeyDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAdded?: (keypairId: string) => void;
};

/** Adds an SSH public key to the project. */
export function AddKeyDialog({ open, onOpenChange, onAdded }: AddKeyDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add an SSH key"
      description="The public half of a key pair. New VMs can be made with it; those that exist stay as they are."
      wide
    >
      <AddKeyForm
        onCancel={() => onOpenChange(false)}
        onAdded={(keypairId) => {
          onOpenChange(false);
          onAdded?.(keypairId);
        }}
      />
    </Dialog>
  );
}

function AddKeyForm({ onCancel, onAdded }: { onCancel: () => void; onAdded: (keypairId: string) => void }) {
  const project = useProject();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<AddKeypairInput>({
    resolver: zodResolver(addKeypairInput),
    mode: 'onTouched',
    defaultValues: { projectId: project.id, name: '', publicKey: '' },
  });
  const add = useMutation(
    trpc.keypairs.add.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['publicKey', 'name']),
      onSuccess: async (added) => {
        await queryClient.invalidateQueries(trpc.keypairs.list.queryFilter({ projectId: project.id }));
        onAdded(added.keypairId);
      },
    }),
  );
  const { errors } = form.formState;

  const submit = (event: FormEvent) => {
    // A dialog's events bubble to the form that it was opened from.
    event.stopPropagation();
    void form.handleSubmit((input) => {
      if (!add.isPending) add.mutate(input);
    })(event);
  };

  const publicKey = form.register('publicKey', {
    // The comment of a key is what its owner calls it.
    onBlur: () => {
      const parsed = parsePublicKey(form.getValues('publicKey'));
      if (parsed.ok && parsed.key.comment && form.getValues('name') === '')
        form.setValue('name', parsed.key.comment, { shouldValidate: true });
    },
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field
        label="Public key"
        hint={
          <>
            The content of <span className="mono">~/.ssh/id_ed25519.pub</span>, or what{' '}
            <span className="mono">ssh-add -L</span> prints
          </>
        }
        error={errors.publicKey?.message}
      >
        <Textarea
          mono
          rows={4}
          wrap="soft"
          placeholder="ssh-ed25519 AAAA… you@laptop"
          className="break-all"
          {...publicKey}
        />
      </Field>
      <Field label="Name" hint="Such as the machine that it lies on" error={errors.name?.message}>
        <Input placeholder="laptop" maxLength={80} {...form.register('name')} />
      </Field>
      {add.isError && !errors.publicKey && !errors.name && (
        <p role="alert" className="text-red-ink">
          {errorMessage(add.error)}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" pending={add.isPending}>
          Add key
        </Button>
      </div>
    </form>
  );
}
