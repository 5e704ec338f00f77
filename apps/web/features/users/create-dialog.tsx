'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createUserInput, type OneTimePassword, role } from '@virtfleet/contracts/user';
import { Button } from '@virtfleet/ui/button';
import { ChoiceCards } from '@virtfleet/ui/choice-cards';
import { ChoiceChips } from '@virtfleet/ui/choice-chips';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { type FormEvent, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { putFieldErrors } from '../form-errors.ts';
import { roles } from '../members/role-words.ts';
import { useMe } from '../session/me.tsx';
import { OneTime } from './one-time.tsx';

type Made = { name: string; email: string; password: OneTimePassword };
type CreateUserDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Makes an account, and shows its one-time password. */
export function CreateUserDialog({ open, onOpenChange }: CreateUserDialogProps) {
  const [made, setMade] = useState<Made | null>(null);
  const close = () => onOpenChange(false);
  return (
    <Dialog
      open={open}
      // What can be read only once is not lost by a click beside it.
      onOpenChange={(next) => (next || made === null) && onOpenChange(next)}
      title={made ? `${made.name} has an account` : 'New user'}
      description={made ? undefined : 'They get a one-time password, which you will see once.'}
      wide
      onClosed={() => setMade(null)}
    >
      {made ? <OneTime {...made} onDone={close} /> : <CreateUserForm onCancel={close} onMade={setMade} />}
    </Dialog>
  );
}

/** One role for all of the projects that are chosen at the start; each is changed on its project's page. */
const userForm = createUserInput.omit({ memberships: true, isAdmin: true }).extend({
  kind: z.enum(['user', 'admin']),
  projectIds: z.array(z.string()),
  role,
});
type UserForm = z.infer<typeof userForm>;

const kinds = [
  { value: 'user', title: 'User', detail: 'Works in projects' },
  { value: 'admin', title: 'Fleet admin', detail: 'Sees hosts, users and every project' },
] as const;

function CreateUserForm({ onCancel, onMade }: { onCancel: () => void; onMade: (made: Made) => void }) {
  const { projects } = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<UserForm>({
    resolver: zodResolver(userForm),
    mode: 'onTouched',
    defaultValues: { name: '', email: '', kind: 'user', projectIds: [], role: 'member' },
  });
  const { errors } = form.formState;
  const [kind, projectIds] = form.watch(['kind', 'projectIds']);
  const create = useMutation(
    trpc.users.create.mutationOptions({
      onError: (error) => putFieldErrors(form, error, ['name', 'email']),
      onSuccess: async ({ password, until }, { name, email }) => {
        onMade({ name, email, password: { password, until } });
        await queryClient.invalidateQueries(trpc.users.list.queryFilter());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.stopPropagation();
    void form.handleSubmit(({ kind, projectIds, role, ...person }) => {
      if (create.isPending) return;
      const memberships = kind === 'admin' ? [] : projectIds.map((projectId) => ({ projectId, role }));
      create.mutate({ ...person, isAdmin: kind === 'admin', memberships });
    })(event);
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field label="Name" error={errors.name?.message}>
        <Input placeholder="Ada Lovelace" maxLength={120} {...form.register('name')} />
      </Field>
      <Field label="E-mail" hint="They sign in with it" error={errors.email?.message}>
        <Input type="email" placeholder="ada@example.org" {...form.register('email')} />
      </Field>
      <Controller
        control={form.control}
        name="kind"
        render={({ field: { value, onChange, onBlur, name } }) => (
          <Field label="What they are" group>
            <ChoiceCards name={name} value={value} onValueChange={onChange} onBlur={onBlur} choices={kinds} />
          </Field>
        )}
      />
      {kind === 'user' && projects.length > 0 && (
        <Controller
          control={form.control}
          name="projectIds"
          render={({ field: { value, onChange, onBlur } }) => (
            <Field label="Projects" note="optional" group>
              <ChoiceChips
                values={value}
                onValuesChange={onChange}
                onBlur={onBlur}
                choices={projects.map(({ id, name }) => ({ value: id, title: name }))}
                className="max-h-24 overflow-y-auto"
              />
            </Field>
          )}
        />
      )}
      {kind === 'user' && projectIds.length > 0 && (
        <Controller
          control={form.control}
          name="role"
          render={({ field: { value, onChange, onBlur, name } }) => (
            <Field label={projectIds.length === 1 ? 'Role there' : 'Role in each'} group>
              <ChoiceCards name={name} value={value} onValueChange={onChange} onBlur={onBlur} choices={roles} />
            </Field>
          )}
        />
      )}
      {create.isError && !errors.email && !errors.name && (
        <p role="alert" className="text-red-ink">
          {errorMessage(create.error)}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          Create user
        </Button>
      </div>
    </form>
  );
}
