'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createProjectInput } from '@virtfleet/contracts/project';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { toast } from '@virtfleet/ui/toast';
import type { FormEvent } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';

type CreateProjectDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function CreateProjectDialog({ open, onOpenChange }: CreateProjectDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New project"
      description="VMs, SSH keys and a quota for people who share them."
    >
      <CreateProjectForm onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

type ProjectForm = z.input<typeof createProjectInput>;

function CreateProjectForm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<ProjectForm>({
    resolver: zodResolver<ProjectForm, unknown, ProjectForm>(createProjectInput),
    mode: 'onTouched',
    defaultValues: { name: '', ownerEmail: '' },
  });
  const { errors } = form.formState;
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['name', 'ownerEmail']),
      onSuccess: async (_, { name }) => {
        await Promise.all([
          queryClient.invalidateQueries(trpc.projects.list.queryFilter()),
          queryClient.invalidateQueries(trpc.me.get.queryFilter()),
        ]);
        toast({ title: `The project ${name} is there` });
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.stopPropagation();
    void form.handleSubmit((input) => {
      if (!create.isPending) create.mutate(input);
    })(event);
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field
        label="Name"
        hint="In addresses, and in its VMs’ titles on their hosts: it never changes"
        error={errors.name?.message}
      >
        <Input mono placeholder="shop" {...form.register('name')} />
      </Field>
      <Field
        label="First owner"
        note="optional"
        hint="The e-mail address of someone who has an account"
        error={errors.ownerEmail?.message}
      >
        <Input type="email" placeholder="ada@example.org" {...form.register('ownerEmail')} />
      </Field>
      {create.isError && !errors.name && !errors.ownerEmail && (
        <p role="alert" className="text-red-ink">
          {errorMessage(create.error)}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          Create project
        </Button>
      </div>
    </form>
  );
}
