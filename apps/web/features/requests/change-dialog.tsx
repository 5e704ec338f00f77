'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type RequestChange, type RequestDetail, requestChange } from '@virtfleet/contracts/request';
import { changed, changesAnything } from '@virtfleet/domain/requests';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { typedNumber } from '../typed-number.ts';
import { sizeWords, vmsTitle } from './words.ts';

const gib = (mib: number) => mib / 1024;

/** Memory as a person says it. `most`: as many as were asked for. */
const changeForm = (most: number) =>
  z.object({
    vms: z
      .number('Give a number')
      .int('Whole numbers only')
      .min(1, 'At least 1 VM')
      .max(most, `At most ${most}, as asked`),
    vcpus: z.number('Give a number').pipe(requestChange.shape.vcpus.unwrap()),
    memoryGib: z
      .number('Give a number')
      .refine(
        (value) => requestChange.shape.memoryMib.safeParse(Math.round(value * 1024)).success,
        'At least 0.0625 GiB',
      ),
    diskGib: z.number('Give a number').pipe(requestChange.shape.diskGib.unwrap()),
  });
type ChangeForm = z.infer<ReturnType<typeof changeForm>>;

type ChangeDialogProps = {
  request: RequestDetail;
  change: RequestChange;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (change: RequestChange) => void;
};

/** What an approver would grant otherwise; its plan is shown before anything is approved. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { request, open, onOpenChange } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Grant it otherwise"
      description={`Asked: ${vmsTitle(request.asked)}, each ${sizeWords(request.asked)}.`}
    >
      <ChangeFields {...props} />
    </Dialog>
  );
}

function ChangeFields({ request: { asked }, change, onOpenChange, onChange }: ChangeDialogProps) {
  const now = changed(asked, change);
  const form = useForm<ChangeForm>({
    resolver: zodResolver(changeForm(asked.vms)),
    mode: 'onTouched',
    defaultValues: { vms: now.vms, vcpus: now.size.vcpus, memoryGib: gib(now.size.memoryMib), diskGib: now.diskGib },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(({ memoryGib, ...values }) => {
    const next = { ...values, memoryMib: Math.round(memoryGib * 1024) };
    onChange(changesAnything(asked, next) ? next : {});
    onOpenChange(false);
  });
  const fields = [
    {
      name: 'vms',
      label: 'VMs',
      hint: asked.vms > 1 ? 'The first of those that were asked for' : undefined,
      inputMode: 'numeric',
    },
    { name: 'vcpus', label: 'vCPUs, each', inputMode: 'numeric' },
    { name: 'memoryGib', label: 'Memory in GiB, each', inputMode: 'decimal' },
    { name: 'diskGib', label: 'Disk in GiB, each', inputMode: 'numeric' },
  ] as const;
  return (
    <form onSubmit={submit} noValidate className="grid gap-1">
      {fields.map(({ name, label, inputMode, ...rest }) => (
        <Field key={name} label={label} error={errors[name]?.message} hint={'hint' in rest ? rest.hint : undefined}>
          <Input
            inputMode={inputMode}
            disabled={name === 'vms' && asked.vms === 1}
            {...form.register(name, { setValueAs: typedNumber })}
          />
        </Field>
      ))}
      <p className="text-ink-2">Its plan is made anew. Nothing is granted before you approve that.</p>
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button type="submit" variant="primary">
          Plan this
        </Button>
      </div>
    </form>
  );
}
