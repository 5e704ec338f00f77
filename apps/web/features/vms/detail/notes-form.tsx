'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import type { VmDetail } from '@virtfleet/contracts/views';
import { mostNotesLength, vmNotes } from '@virtfleet/contracts/vm-labels';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Field } from '@virtfleet/ui/field';
import { formatCount } from '@virtfleet/ui/format';
import { Textarea } from '@virtfleet/ui/textarea';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorCode, errorMessage } from '../../../trpc/errors.ts';
import { useProject } from '../../session/me.tsx';
import { useRefreshVms } from '../use-refresh.ts';

const notesForm = z.object({ notes: vmNotes });

/** What people should know of it. Nobody's text is written over, and nothing typed is lost. */
export function NotesForm({ vm }: { vm: VmDetail }) {
  const { readOnly } = useProject();
  const trpc = useTRPC();
  const refresh = useRefreshVms();
  const form = useForm<{ notes: string }>({
    resolver: zodResolver(notesForm),
    mode: 'onTouched',
    values: { notes: vm.notes },
    resetOptions: { keepDirtyValues: true },
  });
  // The text that the typing began with, and not what came since.
  const [was, setWas] = useState(vm.notes);
  /** They were told that theirs would go over another's. */
  const [told, setTold] = useState(false);
  const { errors, isDirty } = form.formState;
  if (!isDirty && was !== vm.notes) setWas(vm.notes);
  const put = useMutation(
    trpc.vms.setNotes.mutationOptions({
      onSuccess: async (_, { notes }) => {
        setWas(notes);
        setTold(false);
        form.reset({ notes });
        await refresh();
        toast({ title: `The notes of ${vm.name} are saved` });
      },
      onError: (error) => {
        form.setError('notes', { message: errorMessage(error) }, { shouldFocus: true });
        if (errorCode(error) === 'not_allowed_now') setTold(true);
        return refresh();
      },
    }),
  );
  const submit = form.handleSubmit(({ notes }) => {
    if (!put.isPending) put.mutate({ vmId: vm.id, notes: vmNotes.parse(notes), was: told ? vm.notes : was });
  });
  const theirs = isDirty && vm.notes !== was;
  return (
    <form onSubmit={submit} noValidate className="grid gap-1">
      <Field
        label="Notes"
        hint={`Plain text for whoever looks at this VM, at most ${formatCount(mostNotesLength)} characters.`}
        error={errors.notes?.message}
      >
        <Textarea rows={4} readOnly={readOnly !== null} {...form.register('notes')} />
      </Field>
      {theirs && (
        <div className="mb-2 rounded-control bg-sunken px-3 py-2.5">
          <div className="mb-1 flex flex-wrap items-center justify-between gap-2 text-ink-2">
            {told ? 'Save again to put yours in place of this:' : 'Someone else wrote this meanwhile:'}
            <Button
              size="sm"
              onClick={() => {
                setWas(vm.notes);
                setTold(false);
                form.reset({ notes: vm.notes });
              }}
            >
              Take theirs
            </Button>
          </div>
          <p className="whitespace-pre-wrap break-words">{vm.notes || '(nothing)'}</p>
        </div>
      )}
      <div>
        <ActionButton type="submit" reason={readOnly} pending={put.isPending}>
          Save notes
        </ActionButton>
      </div>
    </form>
  );
}
