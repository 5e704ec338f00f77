'use client';

import { newId } from '@virtfleet/contracts/ids';
import type { VmDetail } from '@virtfleet/contracts/views';
import { useCallback, useEffect, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { asDraft, type CreateVmForm, type CreateVmValues, draftOf, type Offer, withDraft } from './form.ts';

type Form = UseFormReturn<CreateVmForm, unknown, CreateVmValues>;

/** `likeId`: the VM that the form was opened to make again. */
const keyOf = (projectId: string, likeId: string | null) =>
  ['virtfleet:new-vm', projectId, ...(likeId ? [likeId] : [])].join(':');

/**
 * Keeps what was typed in this tab's storage until a VM runs that came of it: a failed create, an expired session and a
 * closed page lose nothing. `restored`: the form opened with such a draft.
 */
export function useDraft(form: Form, fresh: CreateVmForm, offer: Offer, likeId: string | null) {
  const key = keyOf(fresh.projectId, likeId);
  const [restored, setRestored] = useState(false);
  // The form as it opened: later changes of the offer (a key was added) must not overwrite what is being typed.
  const [opened] = useState({ fresh, offer });

  useEffect(() => {
    const draft = withDraft(opened.fresh, read(key), opened.offer);
    if (draft) {
      form.reset(draft, { keepDefaultValues: true });
      setRestored(true);
    }
    return form.subscribe({
      formState: { values: true },
      callback: ({ values }) => write(key, draftOf(values, opened.fresh)),
    });
  }, [form, key, opened]);

  const forget = useCallback(() => {
    write(key, null);
    setRestored(false);
  }, [key]);
  /** A VM was asked for with it; should its create fail, the form opens with the same again. */
  const spend = useCallback(
    (vmId: string) => {
      write(key, null);
      write(keyOf(fresh.projectId, vmId), asDraft({ ...form.getValues(), requestId: newId() }));
    },
    [key, form, fresh.projectId],
  );
  return { restored, forget, spend };
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
