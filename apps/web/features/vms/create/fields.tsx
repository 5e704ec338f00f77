'use client';

import { canStartFrom } from '@virtfleet/domain/images';
import { Field } from '@virtfleet/ui/field';
import { formatBytes } from '@virtfleet/ui/format';
import { Input } from '@virtfleet/ui/input';
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { typedNumber } from '../../typed-number.ts';
import { UserDataField as UserDataEditor } from '../../user-data/user-data-field.tsx';
import { Cards, followDisk } from './cards.tsx';
import { type CreateVmForm, type CreateVmValues, leastDiskGib, type Offer, sizeOf } from './form.ts';
import { networkKinds } from './plan.tsx';

type Form = UseFormReturn<CreateVmForm, unknown, CreateVmValues>;

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
  const values = useWatch({ control: form.control });
  const least = leastDiskGib(
    sizeOf(values, offer),
    offer.images.find(({ id }) => id === values.imageId),
  );
  return (
    <Field
      large
      label="Disk"
      note="GiB"
      hint={`At least ${least} GiB; takes room only as it fills`}
      error={form.formState.errors.diskGib?.message}
    >
      <Input className="max-w-30" inputMode="numeric" {...form.register('diskGib', { setValueAs: typedNumber })} />
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
