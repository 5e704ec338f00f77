'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type AddMemberInput, addMemberInput } from '@virtfleet/contracts/project';
import { Button } from '@virtfleet/ui/button';
import { ChoiceCards } from '@virtfleet/ui/choice-cards';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { toast } from '@virtfleet/ui/toast';
import type { FormEvent } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';
import { useProject } from '../session/me.tsx';
import { roles } from './role-words.ts';

type AddMemberDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Gives someone who has an account a role in the project. */
export function AddMemberDialog({ open, onOpenChange }: AddMemberDialogProps) {
  const { name } = useProject();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Add a member to ${name}`}
      description="Someone who has an account here. It acts at once."
      wide
    >
      <AddMemberForm onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function AddMemberForm({ onClose }: { onClose: () => void }) {
  const project = useProject();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<AddMemberInput>({
    resolver: zodResolver(addMemberInput),
    mode: 'onTouched',
    defaultValues: { projectId: project.id, email: '', role: 'member' },
  });
  const { errors } = form.formState;
  const add = useMutation(
    trpc.members.add.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['email']),
      onSuccess: async (_, { email }) => {
        await queryClient.invalidateQueries(trpc.members.list.queryFilter({ projectId: project.id }));
        toast({ title: `${email} is in ${project.name} now` });
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.stopPropagation();
    void form.handleSubmit((input) => {
      if (!add.isPending) add.mutate(input);
    })(event);
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field label="E-mail" error={errors.email?.message}>
        <Input type="email" placeholder="ada@example.org" {...form.register('email')} />
      </Field>
      <Controller
        control={form.control}
        name="role"
        render={({ field: { value, onChange, onBlur, name } }) => (
          <Field label="Role" group>
            <ChoiceCards name={name} value={value} onValueChange={onChange} onBlur={onBlur} choices={roles} />
          </Field>
        )}
      />
      {add.isError && !errors.email && (
        <p role="alert" className="text-red-ink">
          {errorMessage(add.error)}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={add.isPending}>
          Add member
        </Button>
      </div>
    </form>
  );
}
