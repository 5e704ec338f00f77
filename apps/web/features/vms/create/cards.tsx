'use client';

import { type Choice, ChoiceCards } from '@virtfleet/ui/choice-cards';
import { Field } from '@virtfleet/ui/field';
import { type Control, Controller, type UseFormReturn } from 'react-hook-form';
import { type CreateVmForm, type CreateVmValues, leastDiskGib, type Offer, sizeOf } from './form.ts';

type CardsProps = {
  name: 'flavorId' | 'imageId' | 'networkId';
  label: string;
  control: Control<CreateVmForm, unknown, CreateVmValues>;
  choices: readonly Choice<string>[];
  /** Shown in place of cards when there is nothing to choose from. */
  none: string;
  onChosen?: (id: string) => void;
};

/** One of several, by its id; the first error's field gets the focus. */
export function Cards({ name, label, control, choices, none, onChosen }: CardsProps) {
  return (
    <Controller
      name={name}
      control={control}
      render={({ field, fieldState }) => (
        <Field large group label={label} error={fieldState.error?.message}>
          <div
            ref={(element) => field.ref(element && { focus: () => focusChoice(element) })}
            tabIndex={choices.length === 0 ? -1 : undefined}
          >
            {choices.length === 0 ? (
              <p className="text-ink-2">{none}</p>
            ) : (
              <ChoiceCards
                choices={choices}
                value={field.value}
                name={field.name}
                onBlur={field.onBlur}
                onValueChange={(id) => {
                  field.onChange(id);
                  onChosen?.(id);
                }}
              />
            )}
          </div>
        </Field>
      )}
    />
  );
}

const focusChoice = (group: HTMLElement) =>
  (
    group.querySelector<HTMLElement>('input:checked:enabled') ??
    group.querySelector<HTMLElement>('input:enabled') ??
    group
  ).focus();

/** The disk follows size and image until somebody says otherwise. */
export function followDisk(
  form: UseFormReturn<CreateVmForm, unknown, CreateVmValues>,
  offer: Offer,
  chosen: { flavorId?: string; imageId?: string },
) {
  if (form.getFieldState('diskGib').isDirty) {
    if (form.formState.isSubmitted) void form.trigger('diskGib');
    return;
  }
  const values = { ...form.getValues(), ...chosen };
  const least = leastDiskGib(
    sizeOf(values, offer),
    offer.images.find(({ id }) => id === values.imageId),
  );
  form.resetField('diskGib', { defaultValue: least });
}
