'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newId } from '@virtfleet/contracts/ids';
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
] as const;

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
  const create = useMutation(
    trpc.vms.create.mutationOptions({
      onSuccess: (made, { name }) => {
        spend(made.vms);
        void queryClient.invalidateQueries(trpc.vms.pathFilter());
        void queryClient.invalidateQueries(trpc.operations.pathFilter());
        router.push(showMade(project, made, name));
      },
      onError: (error) => {
        const placed = putFieldErrors(form, error, order);
        setBeside(placed);
        // The id of this form was spent on another VM, so the next submit is a new request.
        if (!placed && errorCode(error) === 'invalid_input') form.setValue('requestId', newId());
        // What was offered may be gone or taken by now.
        void queryClient.invalidateQueries(trpc.vms.plan.queryFilter());
        void queryClient.invalidateQueries(trpc.quotas.get.queryFilter({ projectId: project.id }));
        void queryClient.invalidateQueries(trpc.images.list.queryFilter({ projectId: project.id }));
        void queryClient.invalidateQueries(trpc.networks.list.queryFilter({ projectId: project.id }));
      },
    }),
  );
  const free = useMutation({
    mutationFn: (vm: VmDetail) => freeName(client, vm),
    onSuccess: () => setHolder(null),
  });
  const [start, setStart] = useState(true);
  const submit = (starting: boolean) =>
    form.handleSubmit(async (input) => {
      if (free.isPending || create.isPending || create.isSuccess) return;
      setStart(starting);
      if (holder && holder.name === input.name) await free.mutateAsync(holder).catch(() => {});
      create.mutate({ ...input, start: starting });
    });
  const busy = free.isPending || create.isPending || create.isSuccess;
  /** Which of the buttons is at work. */
  const pending = busy ? (start ? 'start' : 'only') : null;
  return { create, submit, pending, holder, wasUnplaceable: create.isError && !beside };
}
