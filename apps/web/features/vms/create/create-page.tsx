'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient, useSuspenseQueries } from '@tanstack/react-query';
import { newId } from '@virtfleet/contracts/ids';
import type { VmDetail } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { Note } from '@virtfleet/ui/note';
import { PageHeader } from '@virtfleet/ui/page-header';
import { PlanCard } from '@virtfleet/ui/plan-card';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';
import { errorCode, errorMessage } from '../../../trpc/errors.ts';
import { putFieldErrors } from '../../form-errors.ts';
import { AddKeyDialog } from '../../keypairs/add-dialog.tsx';
import { QuotaMeters } from '../../quota/meters.tsx';
import { useMe, useProject } from '../../session/me.tsx';
import { AccessFields } from './access-fields.tsx';
import { CreateFailure } from './failure.tsx';
import { DiskField, ImageField, NameField, NetworkField, SizeField, UserDataField } from './fields.tsx';
import { type CreateVmForm, type CreateVmValues, createVmFormSchema, emptyForm, like, type Offer } from './form.ts';
import { freeName } from './free-name.ts';
import { Plan, planSummary } from './plan.tsx';
import { useDraft } from './use-draft.ts';
import { useQuota } from './use-quota.ts';

/** As the fields stand on the page: the first that is wrong gets the focus. */
const order = ['name', 'flavorId', 'imageId', 'networkId', 'diskGib', 'keypairIds', 'loginUser', 'userData'] as const;

type CreateVmPageProps = {
  /** A VM whose values the form begins with, because its create failed. */
  likeId: string | null;
  /** null: it is gone by now. */
  model: VmDetail | null;
};

export function CreateVmPage({ likeId, model }: CreateVmPageProps) {
  const project = useProject();
  const offer = useOffer(project.id);
  const me = useMe();
  const [fresh] = useState(() => {
    const empty = emptyForm(project.id, newId(), offer, me.name);
    return model ? like(model, empty, offer) : empty;
  });
  const form = useForm<CreateVmForm, unknown, CreateVmValues>({
    resolver: zodResolver(createVmFormSchema(offer)),
    defaultValues: fresh,
    mode: 'onTouched',
  });
  const { restored, forget, spend } = useDraft(form, fresh, offer, likeId);
  const { create, submit, pending, wasUnplaceable, holder } = useCreate(form, model, spend);
  const [addingKey, setAddingKey] = useState(false);
  const values = useWatch({ control: form.control });
  const { quota, asked, refusal } = useQuota(values, offer);
  const replaces = holder !== null && values.name === holder.name;

  return (
    <>
      <PageHeader title="New VM" />
      {restored && likeId === null && (
        <Note
          tone="idle"
          actions={
            <Button
              size="sm"
              onClick={() => {
                form.reset({ ...fresh, requestId: newId() });
                forget();
              }}
            >
              Start over
            </Button>
          }
        >
          This is what you had typed before. It stays in this tab until the VM is created.
        </Note>
      )}
      <form onSubmit={submit} noValidate className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        <Card label="The new VM">
          <div className="grid gap-4 py-1.5 sm:px-2">
            <NameField form={form} replaces={replaces} />
            <SizeField form={form} offer={offer} />
            <ImageField form={form} offer={offer} />
            <NetworkField form={form} offer={offer} />
            <DiskField form={form} offer={offer} />
            <AccessFields
              form={form}
              offer={offer}
              readOnly={project.readOnly !== null}
              onAddKey={() => setAddingKey(true)}
            />
            <UserDataField form={form} />
          </div>
        </Card>
        <PlanCard
          summary={
            wasUnplaceable ? (
              <span className="text-red-ink">{errorMessage(create.error)}</span>
            ) : (
              (refusal ?? planSummary(values, offer))
            )
          }
          actions={
            <ActionButton
              type="submit"
              variant="primary"
              className="w-full"
              reason={project.readOnly ?? refusal}
              pending={pending}
            >
              Create and start
            </ActionButton>
          }
          hint="Each step is shown as it happens."
        >
          <Plan form={values} offer={offer} replaces={replaces} />
          <div className="mt-3.5">
            <QuotaMeters quota={quota} asked={asked} />
          </div>
          {refusal && !wasUnplaceable && <p className="mt-3 text-red-ink">{refusal}</p>}
          {wasUnplaceable && <CreateFailure error={create.error} />}
        </PlanCard>
      </form>
      <AddKeyDialog
        open={addingKey}
        onOpenChange={setAddingKey}
        onAdded={(keypairId) =>
          form.setValue('keypairIds', [...form.getValues('keypairIds'), keypairId], { shouldDirty: true })
        }
      />
    </>
  );
}

/** What the project offers, kept current while the form is filled in. */
function useOffer(projectId: string): Offer {
  const trpc = useTRPC();
  const [flavors, images, networks, keypairs] = useSuspenseQueries({
    queries: [
      trpc.flavors.list.queryOptions({ projectId }),
      trpc.images.list.queryOptions({ projectId }),
      trpc.networks.list.queryOptions({ projectId }),
      trpc.keypairs.list.queryOptions({ projectId }),
    ],
  });
  return { flavors: flavors.data, images: images.data, networks: networks.data, keypairs: keypairs.data };
}

function useCreate(
  form: ReturnType<typeof useForm<CreateVmForm, unknown, CreateVmValues>>,
  model: VmDetail | null,
  spend: (vmId: string) => void,
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
      onSuccess: ({ vms: [vm] }) => {
        if (!vm) return;
        spend(vm.vmId);
        void queryClient.invalidateQueries(trpc.vms.pathFilter());
        void queryClient.invalidateQueries(trpc.operations.list.queryFilter());
        router.push(`/projects/${project.name}/vms/${vm.vmId}`);
      },
      onError: (error) => {
        const placed = putFieldErrors(form, error, order);
        setBeside(placed);
        // The id of this form was spent on another VM, so the next submit is a new request.
        if (!placed && errorCode(error) === 'invalid_input') form.setValue('requestId', newId());
        // What was offered may be gone or taken by now.
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
  const submit = form.handleSubmit(async (input) => {
    if (free.isPending || create.isPending || create.isSuccess) return;
    if (holder && holder.name === input.name) await free.mutateAsync(holder).catch(() => {});
    create.mutate({ ...input, start: true });
  });
  const pending = free.isPending || create.isPending || create.isSuccess;
  return { create, submit, pending, holder, wasUnplaceable: create.isError && !beside };
}
