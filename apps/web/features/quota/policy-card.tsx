'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type PolicyLimits, policyLimits } from '@virtfleet/contracts/policy';
import { hasPolicy, policyWords } from '@virtfleet/domain/policy';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { toast } from '@virtfleet/ui/toast';
import Link from 'next/link';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useMe, useProject } from '../session/me.tsx';
import { typedNumber } from '../typed-number.ts';

/** What may be made without asking, in words; an admin of the fleet sets it. */
export function PolicyCard() {
  const project = useProject();
  const { isAdmin } = useMe();
  const trpc = useTRPC();
  const { data: policy } = useSuspenseQuery(trpc.policies.get.queryOptions({ projectId: project.id }));
  return (
    <Card title="Without asking">
      <p>{policyWords(policy)}</p>
      {hasPolicy(policy.limits) && (
        <p className="mt-1 text-ink-2">
          What goes beyond that, within the quota, is{' '}
          <Link className="rounded-tag text-accent hover:underline" href={`/projects/${project.name}/requests`}>
            requested
          </Link>
          , and an admin of the fleet decides.
        </p>
      )}
      {isAdmin && <PolicyForm limits={policy.limits} />}
    </Card>
  );
}

/** Memory as a person says it. Empty: no limit. */
const policyForm = policyLimits.omit({ memoryMib: true }).extend({
  memoryGib: z.number('Give a number').gt(0, 'More than nothing').max(1_000_000, 'Too much').nullable(),
});
type PolicyFormValues = z.infer<typeof policyForm>;

const toForm = ({ memoryMib, ...limits }: PolicyLimits): PolicyFormValues => ({
  ...limits,
  memoryGib: memoryMib === null ? null : memoryMib / 1024,
});
const fromForm = ({ memoryGib, ...limits }: PolicyFormValues): PolicyLimits => ({
  ...limits,
  memoryMib: memoryGib === null ? null : Math.max(1, Math.round(memoryGib * 1024)),
});

const fields = [
  { name: 'vms', label: 'VMs in all', inputMode: 'numeric' },
  { name: 'vcpus', label: 'vCPUs of each', inputMode: 'numeric' },
  { name: 'memoryGib', label: 'Memory of each in GiB', inputMode: 'decimal' },
  { name: 'diskGib', label: 'Disk of each in GiB', inputMode: 'numeric' },
] as const;

const orNone = (value: unknown): number | null => (value === '' || value === null ? null : typedNumber(value));

function PolicyForm({ limits }: { limits: PolicyLimits }) {
  const project = useProject();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // Another admin's change shows where nothing is being typed.
  const form = useForm<PolicyFormValues>({
    resolver: zodResolver(policyForm),
    mode: 'onTouched',
    values: toForm(limits),
    resetOptions: { keepDirtyValues: true },
  });
  const set = useMutation(
    trpc.policies.set.mutationOptions({
      onSuccess: async () => {
        form.reset(form.getValues());
        await queryClient.invalidateQueries(trpc.policies.get.queryFilter({ projectId: project.id }));
        toast({ title: `${project.name} has its new policy` });
      },
    }),
  );
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) => {
    if (!set.isPending) set.mutate({ projectId: project.id, ...fromForm(values) });
  });
  return (
    <form onSubmit={submit} noValidate className="mt-3.5 grid gap-1 border-line border-t pt-3.5">
      <div className="grid gap-x-3 gap-y-1 sm:grid-cols-2">
        {fields.map(({ name, label, inputMode }) => (
          <Field key={name} label={label} error={errors[name]?.message}>
            <Input inputMode={inputMode} placeholder="no limit" {...form.register(name, { setValueAs: orNone })} />
          </Field>
        ))}
      </div>
      <p className="text-ink-2">
        Empty: no limit but the quota. Approved VMs don’t count. Owners are bound as members are; admins of the fleet
        aren’t.
      </p>
      {set.isError && (
        <p role="alert" className="text-red-ink">
          {errorMessage(set.error)}
        </p>
      )}
      <div className="mt-2 flex justify-end">
        <Button type="submit" pending={set.isPending}>
          Set policy
        </Button>
      </div>
    </form>
  );
}
