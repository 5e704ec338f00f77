'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import type { VmDetail } from '@virtfleet/contracts/views';
import { vmName } from '@virtfleet/contracts/vm-names';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { toast } from '@virtfleet/ui/toast';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import { putFieldErrors } from '../../form-errors.ts';
import { useProject } from '../../session/me.tsx';
import { useRefreshVms } from '../use-refresh.ts';

const renameForm = z.object({ name: vmName });

/** Another name for people; the page then follows the operation. */
export function RenameForm({ vm }: { vm: VmDetail }) {
  const { readOnly } = useProject();
  const trpc = useTRPC();
  const refresh = useRefreshVms();
  const form = useForm<{ name: string }>({
    resolver: zodResolver(renameForm),
    mode: 'onTouched',
    values: { name: vm.name },
    resetOptions: { keepDirtyValues: true },
  });
  const rename = useMutation(
    trpc.vms.rename.mutationOptions({
      onSuccess: async (_, { name }) => {
        toast({ tone: 'busy', title: `Renaming ${vm.name} to ${name}` });
        form.reset({ name });
        await refresh();
      },
      onError: (error) => {
        if (!putFieldErrors(form, error, ['name'])) form.setError('name', { message: errorMessage(error) });
        return refresh();
      },
    }),
  );
  const { errors } = form.formState;
  const can = vm.can.rename;
  const submit = form.handleSubmit(({ name }) => {
    if (name === vm.name) form.setError('name', { message: 'That is its name already' }, { shouldFocus: true });
    else if (!rename.isPending) rename.mutate({ vmId: vm.id, name });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label="Name"
        hint={
          <>
            Unique in the project, and what people see. Its guest keeps the hostname that it was made with,{' '}
            <span className="mono">{vm.hostname}</span>. It may go on running.
          </>
        }
        error={errors.name?.message}
      >
        <div className="flex max-w-110 gap-2">
          <Input mono {...form.register('name')} />
          <ActionButton
            type="submit"
            pending={rename.isPending}
            reason={readOnly ?? (can.ok ? null : can.reason)}
            className="pointer-coarse:h-11"
          >
            Rename
          </ActionButton>
        </div>
      </Field>
    </form>
  );
}
