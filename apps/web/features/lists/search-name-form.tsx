'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedSearch } from '@virtfleet/contracts/list';
import { Button } from '@virtfleet/ui/button';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import type { NameDialogProps } from './saved-searches.tsx';

type SearchNameFormProps = Omit<NameDialogProps, 'asking' | 'onClose'> & {
  of: 'save' | SavedSearch | null;
  onDone: () => void;
};

/** Mounted anew at each opening. */
export function SearchNameForm({ of, onDone, save, taken }: SearchNameFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(of === 'save' || of === null ? '' : of.name);
  const options = {
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.searches.pathFilter());
      onDone();
    },
  };
  const saving = useMutation(trpc.searches.save.mutationOptions(options));
  const renaming = useMutation(trpc.searches.rename.mutationOptions(options));
  const { isPending, error } = of === 'save' ? saving : renaming;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (of === 'save') saving.mutate({ ...save, name });
    else if (of) renaming.mutate({ searchId: of.id, name });
  };
  const replaces = of === 'save' && taken.includes(name.trim());
  return (
    <form onSubmit={submit} noValidate>
      {of === 'save' && <p className="mono mb-3 break-words text-ink-2">{save.q}</p>}
      <Field
        label="Name"
        hint={replaces ? 'You have one of this name: it is replaced.' : 'It stands beside the field, for you only.'}
        error={error ? errorMessage(error) : undefined}
      >
        <Input value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
      </Field>
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" pending={isPending}>
          {of === 'save' ? 'Save' : 'Rename'}
        </Button>
      </div>
    </form>
  );
}
