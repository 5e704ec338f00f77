import { Field } from '@virtfleet/ui/field';
import { Textarea } from '@virtfleet/ui/textarea';
import type { UseFormReturn } from 'react-hook-form';
import type { CreateVmForm, CreateVmValues } from './form.ts';

/** Why it is needed, where someone decides on it. */
export function PurposeField({ form }: { form: UseFormReturn<CreateVmForm, unknown, CreateVmValues> }) {
  return (
    <Field
      large
      label="What for"
      hint="Whoever decides reads this first: what it is for, and for how long"
      error={form.formState.errors.purpose?.message}
    >
      <Textarea
        rows={3}
        maxLength={500}
        placeholder="Load test of the new cart, until Friday"
        {...form.register('purpose')}
      />
    </Field>
  );
}

/** Why the form must be requested: each limit of the policy that it goes beyond. */
export function BeyondPolicy({ project, beyond }: { project: string; beyond: readonly string[] }) {
  return (
    <div role="status" className="mt-3.5 border-line border-t pt-3">
      <p className="font-[550] text-amber-ink">Beyond the policy of {project}</p>
      {beyond.map((sentence) => (
        <p key={sentence} className="text-ink-2">
          {sentence}
        </p>
      ))}
    </div>
  );
}
