'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useSuspenseQueries } from '@tanstack/react-query';
import { newId } from '@virtfleet/contracts/ids';
import type { VmPlan } from '@virtfleet/contracts/plan';
import type { RequestForm } from '@virtfleet/contracts/request';
import type { VmDetail } from '@virtfleet/contracts/views';
import { expandNames } from '@virtfleet/contracts/vm-names';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { Note } from '@virtfleet/ui/note';
import { PageHeader } from '@virtfleet/ui/page-header';
import { PlanCard } from '@virtfleet/ui/plan-card';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTRPC } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import { AddKeyDialog } from '../../keypairs/add-dialog.tsx';
import { QuotaMeters } from '../../quota/meters.tsx';
import { useMe, useProject } from '../../session/me.tsx';
import { AccessFields } from './access-fields.tsx';
import { CreateFailure, PlanProblems } from './failure.tsx';
import { DiskField, ImageField, NetworkField, UserDataField } from './fields.tsx';
import {
  type CreateVmForm,
  type CreateVmValues,
  createVmFormSchema,
  emptyForm,
  fromRequest,
  like,
  type Offer,
} from './form.ts';
import { NameField } from './name-field.tsx';
import { Plan, planSummary } from './plan.tsx';
import { ShowPlan } from './plan-dialog.tsx';
import { BeyondPolicy, PurposeField } from './purpose-field.tsx';
import { SizeField } from './size-field.tsx';
import { useCreate } from './use-create.ts';
import { useDraft } from './use-draft.ts';
import { usePlan } from './use-plan.ts';
import { useQuota } from './use-quota.ts';

type CreateVmPageProps = {
  /** A VM whose values the form begins with, because its create failed. */
  likeId: string | null;
  /** null: it is gone by now. */
  model: VmDetail | null;
  /** The image to begin with. */
  imageName: string | null;
  /** A request whose values the form begins with, to be asked again. */
  again: { requestId: string; form: RequestForm } | null;
};

export function CreateVmPage({ likeId: likeVm, model, imageName, again }: CreateVmPageProps) {
  const likeId = likeVm ?? again?.requestId ?? null;
  const project = useProject();
  const offer = useOffer(project.id);
  const me = useMe();
  const [fresh] = useState(() => {
    const empty = emptyForm(project.id, newId(), offer, me.name);
    if (again) return fromRequest(again.form, empty, offer);
    return model ? like(model, empty, offer) : empty;
  });
  const form = useForm<CreateVmForm, unknown, CreateVmValues>({
    resolver: zodResolver(createVmFormSchema(offer)),
    defaultValues: fresh,
    mode: 'onTouched',
  });
  const { restored, startOver, spend } = useDraft(form, fresh, { offer, likeId, imageName });
  const { submit, pending, failure, holder } = useCreate(form, model, spend);
  const wasUnplaceable = failure !== null;
  const [addingKey, setAddingKey] = useState(false);
  const values = useWatch({ control: form.control });
  const names = expandNames(values.name ?? '');
  const count = names.ok ? names.names.length : 1;
  const live = usePlan(values, project.id, true);
  const { quota, asked, refusal } = useQuota(values, offer, count);
  const replaces = holder !== null && values.name === holder.name;
  const nowhere = live.current ? problemOf(live.plan, 'no_valid_host') : null;
  const reason = project.readOnly ?? refusal ?? nowhere;
  const beyond = live.plan?.beyond ?? [];
  const asks = beyond.length > 0;

  return (
    <>
      <PageHeader title="New VM" />
      {restored && likeId === null && (
        <Note
          tone="idle"
          actions={
            <Button size="sm" onClick={startOver}>
              Start over
            </Button>
          }
        >
          This is what you had typed before. It stays in this tab until the VM is created.
        </Note>
      )}
      <form
        onSubmit={submit(asks ? 'ask' : 'start')}
        noValidate
        className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_340px]"
      >
        <Card label="The new VM">
          <div className="grid gap-4 py-1.5 sm:px-2">
            <NameField
              form={form}
              replaces={replaces}
              taken={live.current ? problemOf(live.plan, 'name_taken') : null}
            />
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
            {asks && <PurposeField form={form} />}
          </div>
        </Card>
        <PlanCard
          summary={
            wasUnplaceable ? (
              <span className="text-red-ink">{errorMessage(failure)}</span>
            ) : (
              (refusal ?? nowhere ?? planSummary(values, offer, count, live.plan))
            )
          }
          actions={
            <>
              {asks ? (
                <ActionButton type="submit" variant="primary" reason={reason} pending={pending === 'ask'}>
                  Request
                </ActionButton>
              ) : (
                <>
                  <ActionButton type="submit" variant="primary" reason={reason} pending={pending === 'start'}>
                    Create and start
                  </ActionButton>
                  <ActionButton reason={reason} pending={pending === 'only'} onClick={submit('only')}>
                    Create
                  </ActionButton>
                </>
              )}
              <ShowPlan form={values} projectId={project.id} />
            </>
          }
          hint={asks ? 'An admin looks at this plan, and says yes or no.' : howLong(live.plan)}
        >
          <Plan form={values} offer={offer} count={count} live={live} replaces={replaces} />
          <div className="mt-3.5">
            <QuotaMeters quota={quota} asked={asked} />
          </div>
          {refusal && !wasUnplaceable && <p className="mt-3 text-red-ink">{refusal}</p>}
          {!refusal && !wasUnplaceable && live.current && <PlanProblems plan={live.plan} />}
          {asks && <BeyondPolicy project={project.name} beyond={beyond} />}
          {wasUnplaceable && <CreateFailure error={failure} />}
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

const problemOf = (plan: VmPlan | undefined, code: VmPlan['problems'][number]['code']): string | null =>
  plan?.problems.find((problem) => problem.code === code)?.message ?? null;

/** "The image is there: it takes seconds." */
function howLong(plan: VmPlan | undefined): string {
  const hosts = new Set(plan?.vms.flatMap(({ host }) => host ?? []));
  if (hosts.size === 0) return 'Each step is shown as it happens.';
  const one = hosts.size === 1;
  if (plan?.imageThere)
    return `It takes seconds: the image is on ${one ? 'that host' : hosts.size === 2 ? 'both hosts' : `all ${hosts.size} hosts`}.`;
  return one ? 'The image must be copied there first.' : 'The image must be copied to some of these hosts first.';
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
