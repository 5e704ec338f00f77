'use client';

import { newId } from '@virtfleet/contracts/ids';
import type { VmDetail } from '@virtfleet/contracts/views';
import { useCallback, useEffect, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { asDraft, type CreateVmForm, type CreateVmValues, draftOf, type Offer, withDraft, withImage } from './form.ts';
import { recall, remember, withRecent } from './recent.ts';

type Form = UseFormReturn<CreateVmForm, unknown, CreateVmValues>;

/** `likeId`: the VM that the form was opened to make again. */
const keyOf = (projectId: string, likeId: string | null) =>
  ['virtfleet:new-vm', projectId, ...(likeId ? [likeId] : [])].join(':');

export type Opening = {
  offer: Offer;
  likeId: string | null;
  /** The image that whoever led here had in mind. */
  imageName: string | null;
};

/** How a form opens that nobody has typed into: as the last one was sent, or as the VM whose create failed. */
function beginningOf({ fresh, offer, likeId, imageName }: Opening & { fresh: CreateVmForm }): CreateVmForm {
  if (likeId !== null) return fresh;
  return withImage(withRecent(fresh, recall(fresh.projectId), offer), imageName, offer);
}

/**
 * Keeps what was typed in this tab's storage until a VM runs that came of it: a failed create, an expired session and a
 * closed page lose nothing. `restored`: the form opened with such a draft.
 */
export function useDraft(form: Form, fresh: CreateVmForm, { offer, likeId, imageName }: Opening) {
  const key = keyOf(fresh.projectId, likeId);
  const [restored, setRestored] = useState(false);
  // The form as it opened: later changes of the offer (a key was added) must not overwrite what is being typed.
  const [opened] = useState({ fresh, offer, likeId, imageName });
  const [begun, setBegun] = useState(fresh);

  useEffect(() => {
    const begin = beginningOf(opened);
    setBegun(begin);
    // Who was quicker than this page keeps what was typed.
    const { name } = form.getValues();
    if (begin !== opened.fresh) form.reset(begin);
    if (name !== begin.name) form.setValue('name', name, { shouldDirty: true });
    const draft = withDraft(begin, read(key), opened.offer);
    if (draft) {
      form.reset(withImage(draft, opened.imageName, opened.offer), { keepDefaultValues: true });
      setRestored(true);
    }
    return form.subscribe({
      formState: { values: true },
      callback: ({ values }) => write(key, draftOf(values, begin)),
    });
  }, [form, key, opened]);

  const startOver = useCallback(() => {
    form.reset({ ...begun, requestId: newId() });
    write(key, null);
    setRestored(false);
  }, [form, begun, key]);
  /** VMs were asked for with it; should the create of one fail, the form opens with the same again, for that one. */
  const spend = useCallback(
    (vms: readonly { vmId: string; name: string }[]) => {
      const values = form.getValues();
      remember(values);
      write(key, null);
      for (const { vmId, name } of vms)
        write(keyOf(fresh.projectId, vmId), asDraft({ ...values, name, requestId: newId() }));
    },
    [key, form, fresh.projectId],
  );
  return { restored, startOver, spend };
}

/** Drops what a VM was asked for with, once it exists. */
export function useForgetDraft({ id, failure, status }: VmDetail, projectId: string) {
  const exists = failure === null && status.state !== 'creating';
  useEffect(() => {
    if (exists) write(keyOf(projectId, id), null);
  }, [exists, projectId, id]);
}

/** Storage may be full or forbidden; a form must work without it. */
function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Then the draft lives as long as the page.
  }
}
