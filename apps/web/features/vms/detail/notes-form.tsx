'use client';

import { useMutation } from '@tanstack/react-query';
import type { VmDetail } from '@virtfleet/contracts/views';
import { mostNotesLength, vmNotes } from '@virtfleet/contracts/vm-labels';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Field } from '@virtfleet/ui/field';
import { formatCount } from '@virtfleet/ui/format';
import { Textarea } from '@virtfleet/ui/textarea';
import { toast } from '@virtfleet/ui/toast';
import { type FormEvent, useRef, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorCode, errorMessage } from '../../../trpc/errors.ts';
import { useProject } from '../../session/me.tsx';
import { useRefreshVms } from '../use-refresh.ts';

/** What is being typed, and what stood there when the typing began. */
type Draft = { text: string; was: string };

/** What people should know of it. Nobody's text is written over unseen, and nothing typed is lost. */
export function NotesForm({ vm }: { vm: VmDetail }) {
  const { readOnly } = useProject();
  const refresh = useRefreshVms();
  const trpc = useTRPC();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [error, setError] = useState<string | null>(null);
  /** They were shown what theirs would be written over. */
  const [told, setTold] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const theirs = draft !== null && vm.notes !== draft.was;
  const clear = () => {
    setDraft(null);
    setError(null);
    setTold(false);
  };
  const put = useMutation(
    trpc.vms.setNotes.mutationOptions({
      onSuccess: async () => {
        await refresh();
        clear();
        toast({ title: `The notes of ${vm.name} are saved` });
      },
      onError: async (failure) => {
        setError(errorMessage(failure));
        field.current?.focus();
        await refresh();
        if (errorCode(failure) === 'not_allowed_now') setTold(true);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft === null || put.isPending) return;
    const parsed = vmNotes.safeParse(draft.text);
    if (!parsed.success) {
      setError(parsed.error.issues[0]?.message ?? 'Plain text only');
      return field.current?.focus();
    }
    setTold(false);
    put.mutate({ vmId: vm.id, notes: parsed.data, was: told ? vm.notes : draft.was });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-1">
      <Field
        label="Notes"
        hint={`Plain text for whoever looks at this VM, at most ${formatCount(mostNotesLength)} characters.`}
        error={error ?? undefined}
      >
        <Textarea
          ref={field}
          name="notes"
          rows={4}
          readOnly={readOnly !== null}
          value={draft?.text ?? vm.notes}
          onChange={({ target: { value } }) => {
            setDraft({ text: value, was: draft?.was ?? vm.notes });
            setError(null);
          }}
        />
      </Field>
      {theirs && (
        <div className="mb-2 rounded-control bg-sunken px-3 py-2.5">
          <div className="mb-1 flex flex-wrap items-center justify-between gap-2 text-ink-2">
            {told ? 'Save again to put yours in place of this:' : 'Someone else wrote this meanwhile:'}
            <Button size="sm" onClick={clear}>
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
