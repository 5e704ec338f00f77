'use client';

import { Chip, ChoiceChips } from '@virtfleet/ui/choice-chips';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { Controller, type UseFormReturn } from 'react-hook-form';
import type { CreateVmForm, CreateVmValues, Offer } from './form.ts';

type AccessFieldsProps = {
  form: UseFormReturn<CreateVmForm, unknown, CreateVmValues>;
  offer: Offer;
  readOnly: boolean;
  onAddKey: () => void;
};

/** Who gets in, and under which name. */
export function AccessFields({ form, offer, readOnly, onAddKey }: AccessFieldsProps) {
  return (
    <>
      <Controller
        name="keypairIds"
        control={form.control}
        render={({ field, fieldState }) => (
          <Field
            large
            group
            label="SSH keys"
            hint={
              field.value.length > 0 ? (
                'Who may log in; passwords are off'
              ) : (
                <span className="text-amber-ink">Without a key nobody can log in</span>
              )
            }
            error={fieldState.error?.message}
          >
            <ChoiceChips
              choices={offer.keypairs.map(({ id, name, type }) => ({
                value: id,
                title: `${name} (${shortType(type)})`,
              }))}
              values={field.value}
              onValuesChange={field.onChange}
              onBlur={field.onBlur}
              name={field.name}
            >
              {!readOnly && <Chip onClick={onAddKey}>+ Add key</Chip>}
            </ChoiceChips>
          </Field>
        )}
      />
      <Field
        large
        label="Login name"
        hint="The user that the keys open, made at the first boot"
        error={form.formState.errors.loginUser?.message}
      >
        <Input className="max-w-60" mono maxLength={80} autoCapitalize="off" {...form.register('loginUser')} />
      </Field>
    </>
  );
}

/** "ssh-ed25519" → "ed25519", as people call it. */
const shortType = (type: string): string =>
  type
    .replace(/^sk-/, '')
    .replace(/^(ssh|ecdsa-sha2)-/, '')
    .replace(/@.*$/, '');
