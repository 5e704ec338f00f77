'use client';

import { expandNames } from '@virtfleet/contracts/vm-names';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { inWords, listed } from '../plan/words.ts';
import type { CreateVmForm, CreateVmValues } from './form.ts';

type NameFieldProps = {
  form: UseFormReturn<CreateVmForm, unknown, CreateVmValues>;
  /** A VM of that name, whose create failed, goes first. */
  replaces: boolean;
  /** Why the name can't be had, as the plan says: somebody took it meanwhile. */
  taken: string | null;
};

export function NameField({ form, replaces, taken }: NameFieldProps) {
  const field = form.register('name');
  const name = useWatch({ control: form.control, name: 'name' }) ?? '';
  return (
    <Field
      large
      label="Name"
      hint={replaces ? 'The VM whose create failed still holds this name: it is deleted first' : makes(name)}
      error={form.formState.errors.name?.message ?? (replaces ? undefined : (taken ?? undefined))}
    >
      <Input
        className="max-w-90"
        autoFocus
        maxLength={200}
        placeholder="web-01"
        autoCapitalize="off"
        spellCheck={false}
        {...field}
        // It has the focus from the start, so leaving it empty is no mistake yet.
        onBlur={(event) => (event.target.value === '' ? undefined : field.onBlur(event))}
      />
    </Field>
  );
}

/** "Makes three: web-05, web-06, web-07". */
function makes(name: string): string {
  const made = name.includes('{') ? expandNames(name) : null;
  if (!made?.ok) return 'Its hostname as well; web-{01..05} makes several';
  return `Makes ${inWords(made.names.length)}: ${listed(made.names)}`;
}
