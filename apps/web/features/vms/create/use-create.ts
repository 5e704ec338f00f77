'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newId } from '@virtfleet/contracts/ids';
import { purpose } from '@virtfleet/contracts/request';
import type { VmDetail } from '@virtfleet/contracts/views';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';
import { errorCode } from '../../../trpc/errors.ts';
import { putFieldErrors } from '../../form-errors.ts';
import { useProject } from '../../session/me.tsx';
import type { CreateVmForm, CreateVmValues } from './form.ts';
import { freeName } from './free-name.ts';
import { showMade } from './made.ts';

/** As the fields stand on the page: the first that is wrong gets the focus. */
const order = [
  'name',
  'flavorId',
  'vcpus',
  'memoryGib',
  'imageId',
  'networkId',
  'diskGib',
  'keypairIds',
  'loginUser',
  'userData',
  'purpose',
] as const;

/** Create and start it, create it only, or request it. */
export type Sending = 'start' | 'only' | 'ask';

type Spend = (vms: readonly { vmId: string; name: string }[]) => void;

/** Sends the form, and goes to what came of it: one VM's page, or the list of several. */
export function useCreate(
  form: UseFormReturn<CreateVmForm, unknown, CreateVmValues>,
  model: VmDetail | null,
  spend: Spend,
) {
  const project = useProject();
  const trpc = useTRPC();
  const client = useTRPCClient();
  /** Never came to be, and holds its name until it is deleted. */
  const [holder, setHolder] = useState(model?.failure ? model : null);
  const queryClient = useQueryClient();
  const router = useRouter();
  const [beside, setBeside] = useState(false);
  const refused = (error: unknown) => {
    const placed = putFieldErrors(form, error, order);
    setBeside(placed);
    // The id of this form was spent on another VM, so the next submit is a new request.
    if (!placed && errorCode(error) === 'invalid_input') form.setValue('requestId', newId());
    // What was offered may be gone or taken by now, or not to be had without asking.
    void queryClient.invalidateQueries(trpc.vms.plan.queryFilter());
    void queryClient.invalidateQueries(trpc.quotas.get.queryFilter({ projectId: project.id }));
    void queryClient.invalidateQueries(trpc.images.list.queryFilter({ projectId: project.id }));
    void queryClient.invalidateQueries(trpc.networks.list.queryFilter({ projectId: project.id }));
  };
  const create = useMutation(
    trpc.vms.create.mutationOptions({
      onSuccess: (made, { name }) => {
        spend(made.vms);
        void queryClient.invalidateQueries(trpc.vms.pathFilter());
        void queryClient.invalidateQueries(trpc.operations.pathFilter());
        router.push(showMade(project, made, name));
      },
      onError: refused,
    }),
  );
  const ask = useMutation(
    trpc.requests.ask.mutationOptions({
      onSuccess: ({ requestId }) => {
        spend([]);
        void queryClient.invalidateQueries(trpc.requests.pathFilter());
        router.push(`/projects/${project.name}/requests/${requestId}`);
      },
      onError: refused,
    }),
  );
  const free = useMutation({
    mutationFn: (vm: VmDetail) => freeName(client, vm),
    onSuccess: () => setHolder(null),
  });
  const [sent, setSent] = useState<Sending>('start');
  const busy = free.isPending || [create, ask].some(({ isPending, isSuccess }) => isPending || isSuccess);
  const submit = (sending: Sending) =>
    form.handleSubmit(async (input) => {
      if (busy) return;
      const why = sending === 'ask' ? purpose.safeParse(input.purpose) : null;
      if (why?.error)
        return form.setError('purpose', { message: why.error.issues[0]?.message ?? '' }, { shouldFocus: true });
      setSent(sending);
      create.reset();
      ask.reset();
      if (holder && holder.name === input.name) await free.mutateAsync(holder).catch(() => {});
      const wanted = { ...input, start: sending !== 'only' };
      if (sending === 'ask') ask.mutate(wanted);
      else create.mutate(wanted);
    });
  /** Which of the buttons is at work. */
  const pending = busy ? sent : null;
  const error = create.error ?? ask.error;
  /** Why nothing came of it, when that is about no field. */
  return { submit, pending, holder, failure: beside ? null : error };
}
