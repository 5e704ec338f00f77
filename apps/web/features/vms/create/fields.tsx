'use client';

import { canStartFrom } from '@virtfleet/domain/images';
import { type Choice, ChoiceCards } from '@virtfleet/ui/choice-cards';
import { Field } from '@virtfleet/ui/field';
import { formatBytes, formatMib } from '@virtfleet/ui/format';
import { Input } from '@virtfleet/ui/input';
import { type Control, Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { UserDataField as UserDataEditor } from '../../user-data/user-data-field.tsx';
import { type CreateVmForm, type CreateVmValues, leastDiskGib, type Offer } from './form.ts';
import { networkKinds } from './plan.tsx';

type Form = UseFormReturn<CreateVmForm, unknown, CreateVmValues>;

export function NameField({ form, replaces }: { form: Form; replaces: boolean }) {
  const name = form.register('name');
  return (
    <Field
      large
      label="Name"
      hint={replaces ? 'The VM whose create failed still holds this name: it is deleted first' : 'Its hostname as well'}
      error={form.formState.errors.name?.message}
    >
      <Input
        className="max-w-90"
        autoFocus
        maxLength={80}
        placeholder="web-01"
        {...name}
        // It has the focus from the start, so leaving it empty is no mistake yet.
        onBlur={(event) => (event.target.value === '' ? undefined : name.onBlur(event))}
      />
    </Field>
  );
}

type CardsProps = {
  name: 'flavorId' | 'imageId' | 'networkId';
  label: string;
  control: Control<CreateVmForm, unknown, CreateVmValues>;
  choices: readonly Choice<string>[];
  /** Shown in place of cards when there is nothing to choose from. */
  none: string;
  onChosen?: (id: string) => void;
};

function Cards({ name, label, control, choices, none, onChosen }: CardsProps) {
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

export function SizeField({ form, offer }: { form: Form; offer: Offer }) {
  const imageId = useWatch({ control: form.control, name: 'imageId' });
  const image = offer.images.find(({ id }) => id === imageId);
  return (
    <Cards
      name="flavorId"
      label="Size"
      control={form.control}
      none="No size is offered yet. An admin adds flavors."
      choices={offer.flavors.map(({ id, name, vcpus, memoryMib }) => ({
        value: id,
        title: name,
        detail: `${vcpus} vCPU · ${formatMib(memoryMib)}`,
        reason:
          image && memoryMib < image.minMemoryMib ? `${image.title} needs ${formatMib(image.minMemoryMib)}` : null,
      }))}
      onChosen={(id) => followDisk(form, offer, { flavorId: id })}
    />
  );
}

export function ImageField({ form, offer }: { form: Form; offer: Offer }) {
  return (
    <Cards
      name="imageId"
      label="Start from"
      control={form.control}
      none="No image is offered yet. An admin adds images."
      choices={offer.images.map((image) => {
        const can = canStartFrom(image);
        return {
          value: image.id,
          title: image.title,
          detail: image.sizeBytes === null ? 'Not here yet' : formatBytes(image.sizeBytes),
          reason: can.ok ? null : can.reason,
        };
      })}
      onChosen={(id) => {
        followDisk(form, offer, { imageId: id });
        const image = offer.images.find((candidate) => candidate.id === id);
        if (image && !form.getFieldState('loginUser').isDirty)
          form.resetField('loginUser', { defaultValue: image.loginUser });
      }}
    />
  );
}

/** The disk follows size and image until somebody says otherwise. */
function followDisk(form: Form, offer: Offer, chosen: { flavorId?: string; imageId?: string }) {
  if (form.getFieldState('diskGib').isDirty) {
    if (form.formState.isSubmitted) void form.trigger('diskGib');
    return;
  }
  const { flavorId, imageId } = { ...form.getValues(), ...chosen };
  const least = leastDiskGib(
    offer.flavors.find(({ id }) => id === flavorId),
    offer.images.find(({ id }) => id === imageId),
  );
  form.resetField('diskGib', { defaultValue: least });
}

export function NetworkField({ form, offer }: { form: Form; offer: Offer }) {
  return (
    <Cards
      name="networkId"
      label="Network"
      control={form.control}
      none="No network is offered yet. An admin adds networks."
      choices={offer.networks.map(({ id, name, kind, cidr, freeAddresses }) => ({
        value: id,
        title: name,
        detail: cidr ? `${networkKinds[kind]}, ${cidr}` : networkKinds[kind],
        reason: freeAddresses === 0 ? 'No address is free' : null,
      }))}
    />
  );
}

export function DiskField({ form, offer }: { form: Form; offer: Offer }) {
  const [flavorId, imageId] = useWatch({ control: form.control, name: ['flavorId', 'imageId'] });
  const least = leastDiskGib(
    offer.flavors.find(({ id }) => id === flavorId),
    offer.images.find(({ id }) => id === imageId),
  );
  return (
    <Field
      large
      label="Disk"
      note="GiB"
      hint={`At least ${least} GiB; takes room only as it fills`}
      error={form.formState.errors.diskGib?.message}
    >
      <Input
        className="max-w-30"
        type="number"
        inputMode="numeric"
        min={least}
        step={1}
        {...form.register('diskGib', { valueAsNumber: true })}
      />
    </Field>
  );
}

export function UserDataField({ form }: { form: Form }) {
  const [loginUser, name] = useWatch({ control: form.control, name: ['loginUser', 'name'] });
  return (
    <Controller
      name="userData"
      control={form.control}
      render={({ field, fieldState }) => (
        <UserDataEditor
          name={field.name}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          inputRef={field.ref}
          error={fieldState.error?.message}
          loginUser={loginUser}
          // Of several, each has a name of its own.
          {...(/^[a-z0-9-]+$/.test(name) ? { hostname: name } : {})}
        />
      )}
    />
  );
}
