'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { renameMeInput } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { toast } from '@virtfleet/ui/toast';
import { useForm } from 'react-hook-form';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';

/** How others see one. */
export function NameForm({ name }: { name: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm({
    resolver: zodResolver(renameMeInput),
    mode: 'onTouched',
    values: { name },
    resetOptions: { keepDirtyValues: true },
  });
  const rename = useMutation(
    trpc.me.rename.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['name']),
      onSuccess: async (_, input) => {
        form.reset(input);
        await queryClient.invalidateQueries(trpc.me.get.queryFilter());
        toast({ title: `You are ${input.name} now` });
      },
    }),
  );
  const send = form.handleSubmit((input) => {
    if (!rename.isPending) rename.mutate(input);
  });
  const error = form.formState.errors.name?.message ?? (rename.isError ? errorMessage(rename.error) : undefined);
  return (
    <form onSubmit={send} noValidate>
      <Field label="Name" hint="Stands beside what you do" error={error}>
        <div className="flex gap-2">
          <Input autoComplete="name" maxLength={120} {...form.register('name')} />
          <Button type="submit" pending={rename.isPending}>
            Rename
          </Button>
        </div>
      </Field>
    </form>
  );
}
