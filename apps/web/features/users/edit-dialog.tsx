'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type UpdateUserInput, type UserDetail, updateUserInput } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import type { FormEvent } from 'react';
import { useForm } from 'react-hook-form';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';

type EditUserDialogProps = { user: UserDetail; open: boolean; onOpenChange: (open: boolean) => void };

/** What someone is called, and what they sign in as. */
export function EditUserDialog({ user, open, onOpenChange }: EditUserDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${user.name}`}>
      <EditUserForm user={user} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function EditUserForm({ user, onClose }: { user: UserDetail; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<UpdateUserInput>({
    resolver: zodResolver(updateUserInput),
    mode: 'onTouched',
    defaultValues: { userId: user.id, name: user.name, email: user.email },
  });
  const { errors } = form.formState;
  const update = useMutation(
    trpc.users.update.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['name', 'email']),
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.users.pathFilter());
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.stopPropagation();
    void form.handleSubmit((input) => {
      if (!update.isPending) update.mutate(input);
    })(event);
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field label="Name" error={errors.name?.message}>
        <Input maxLength={120} {...form.register('name')} />
      </Field>
      <Field label="E-mail" hint="They sign in with it from now on" error={errors.email?.message}>
        <Input type="email" {...form.register('email')} />
      </Field>
      {update.isError && !errors.name && !errors.email && (
        <p role="alert" className="text-red-ink">
          {errorMessage(update.error)}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={update.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
