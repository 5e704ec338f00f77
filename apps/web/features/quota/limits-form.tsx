'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { quotaAmounts } from '@virtfleet/contracts/quota';
import type { QuotaAmounts } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { toast } from '@virtfleet/ui/toast';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useProject } from '../session/me.tsx';
import { typedNumber } from '../typed-number.ts';

/** Memory as a person says it. */
const limitsForm = quotaAmounts.omit({ memoryMib: true }).extend({
  memoryGib: z.number('Give a number').min(0, 'Not below zero').max(1_000_000, 'Too much'),
});
type LimitsForm = z.infer<typeof limitsForm>;

const toForm = ({ memoryMib, ...limits }: QuotaAmounts): LimitsForm => ({ ...limits, memoryGib: memoryMib / 1024 });
const fromForm = ({ memoryGib, ...limits }: LimitsForm): QuotaAmounts => ({
  ...limits,
  memoryMib: Math.round(memoryGib * 1024),
});

const fields = [
  { name: 'vms', label: 'VMs', inputMode: 'numeric' },
  { name: 'vcpus', label: 'vCPUs', inputMode: 'numeric' },
  { name: 'memoryGib', label: 'Memory in GiB', inputMode: 'decimal' },
  { name: 'diskGib', label: 'Disk in GiB', inputMode: 'numeric' },
] as const;

/** Sets what the project may have. */
export function LimitsForm({ limits }: { limits: QuotaAmounts }) {
  const project = useProject();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // Another admin's change shows where nothing is being typed.
  const form = useForm<LimitsForm>({
    resolver: zodResolver(limitsForm),
    mode: 'onTouched',
    values: toForm(limits),
    resetOptions: { keepDirtyValues: true },
  });
  const set = useMutation(
    trpc.quotas.set.mutationOptions({
      onSuccess: async () => {
        form.reset(form.getValues());
        await queryClient.invalidateQueries(trpc.quotas.get.queryFilter({ projectId: project.id }));
        toast({ title: `${project.name} has its new limits` });
      },
    }),
  );
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) => {
    if (!set.isPending) set.mutate({ projectId: project.id, ...fromForm(values) });
  });
  return (
    <Card title="Limits">
      <form onSubmit={submit} noValidate className="grid gap-1">
        {fields.map(({ name, label, inputMode }) => (
          <Field key={name} label={label} error={errors[name]?.message}>
            <Input inputMode={inputMode} {...form.register(name, { setValueAs: typedNumber })} />
          </Field>
        ))}
        <p className="text-ink-2">A limit below what is used takes nothing away. It only allows no more.</p>
        {set.isError && (
          <p role="alert" className="text-red-ink">
            {errorMessage(set.error)}
          </p>
        )}
        <div className="mt-2 flex justify-end">
          <Button type="submit" variant="primary" pending={set.isPending}>
            Set limits
          </Button>
        </div>
      </form>
    </Card>
  );
}
