'use client';

import { Field } from '@virtfleet/ui/field';
import { formatMib } from '@virtfleet/ui/format';
import { Input } from '@virtfleet/ui/input';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { typedNumber } from '../../typed-number.ts';
import { Cards, followDisk } from './cards.tsx';
import { type CreateVmForm, type CreateVmValues, type Offer, ownSize } from './form.ts';

type SizeFieldProps = { form: UseFormReturn<CreateVmForm, unknown, CreateVmValues>; offer: Offer };

/** A flavor, or vCPUs and memory of one's own. */
export function SizeField({ form, offer }: SizeFieldProps) {
  const [imageId, flavorId] = useWatch({ control: form.control, name: ['imageId', 'flavorId'] });
  const image = offer.images.find(({ id }) => id === imageId);
  const flavors = offer.flavors.map(({ id, name, vcpus, memoryMib }) => ({
    value: id,
    title: name,
    detail: `${vcpus} vCPU · ${formatMib(memoryMib)}`,
    reason: image && memoryMib < image.minMemoryMib ? `${image.title} needs ${formatMib(image.minMemoryMib)}` : null,
  }));
  return (
    <div>
      <Cards
        name="flavorId"
        label="Size"
        control={form.control}
        none="No size is offered yet. An admin adds flavors."
        choices={[...flavors, { value: ownSize, title: 'Custom', detail: 'your own' }]}
        onChosen={(id) => {
          beginWith(form, offer, flavorId);
          followDisk(form, offer, { flavorId: id });
        }}
      />
      {flavorId === ownSize && (
        <OwnSize form={form} least={image?.minMemoryMib ?? 0} onChange={() => followDisk(form, offer, {})} />
      )}
    </div>
  );
}

/** A size of one's own begins as the flavor that was chosen before it. */
function beginWith(form: SizeFieldProps['form'], offer: Offer, before: string) {
  const flavor = offer.flavors.find(({ id }) => id === before);
  if (!flavor) return;
  form.setValue('vcpus', flavor.vcpus);
  form.setValue('memoryGib', flavor.memoryMib / 1024);
}

function OwnSize({ form, least, onChange }: { form: SizeFieldProps['form']; least: number; onChange: () => void }) {
  const { errors } = form.formState;
  return (
    <div className="mt-2 grid max-w-90 grid-cols-2 gap-3">
      <Field label="vCPU" error={errors.vcpus?.message} hint="No more than a host has">
        <Input inputMode="numeric" {...form.register('vcpus', { setValueAs: typedNumber, onChange })} />
      </Field>
      <Field
        label="Memory"
        note="GiB"
        error={errors.memoryGib?.message}
        hint={least > 0 ? `At least ${formatMib(least)}` : ' '}
      >
        <Input inputMode="decimal" {...form.register('memoryGib', { setValueAs: typedNumber })} />
      </Field>
    </div>
  );
}
