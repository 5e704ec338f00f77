'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { changePasswordInput } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';

const passwordForm = changePasswordInput
  .extend({ again: z.string().min(1, 'Type it once more') })
  .refine(({ next, again }) => next === again, { path: ['again'], message: 'The two are not the same' });
type PasswordForm = z.infer<typeof passwordForm>;

type PasswordFieldsProps = {
  /** Of the field for the password that one has now. */
  currentLabel: string;
  /** For the browser's password manager. */
  email: string;
  submit: string;
  /** Where the form is all that there is on the page. */
  autoFocus?: boolean;
  onDone: () => void;
};

/** Asks for the password that one has and for the one that one wants, and changes it. */
export function PasswordFields({ currentLabel, email, submit, autoFocus = false, onDone }: PasswordFieldsProps) {
  const trpc = useTRPC();
  const form = useForm<PasswordForm>({
    resolver: zodResolver(passwordForm),
    mode: 'onTouched',
    defaultValues: { current: '', next: '', again: '' },
  });
  const { errors } = form.formState;
  const change = useMutation(
    trpc.me.changePassword.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['current', 'next']),
      onSuccess: () => {
        form.reset();
        onDone();
      },
    }),
  );
  const send = form.handleSubmit(({ current, next }) => {
    if (!change.isPending) change.mutate({ current, next });
  });
  return (
    <form onSubmit={send} noValidate className="grid gap-1">
      <input type="hidden" autoComplete="username" name="email" value={email} readOnly />
      <Field label={currentLabel} error={errors.current?.message}>
        <Input type="password" autoComplete="current-password" autoFocus={autoFocus} {...form.register('current')} />
      </Field>
      <Field label="New password" hint="12 characters or more: four words do well" error={errors.next?.message}>
        <Input
          type="password"
          autoComplete="new-password"
          {...form.register('next', { onChange: () => form.formState.isSubmitted && form.trigger('again') })}
        />
      </Field>
      <Field label="Once more" error={errors.again?.message}>
        <Input type="password" autoComplete="new-password" {...form.register('again')} />
      </Field>
      {change.isError && !errors.current && !errors.next && (
        <p role="alert" className="text-red-ink">
          {errorMessage(change.error)}
        </p>
      )}
      <div className="mt-1 flex justify-end">
        <Button type="submit" variant="primary" pending={change.isPending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
