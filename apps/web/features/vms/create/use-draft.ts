'use client';

import { useCallback, useEffect, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { type CreateVmForm, draftOf, type Offer, withDraft } from './form.ts';

type Form = UseFormReturn<CreateVmForm, unknown, CreateVmForm>;

/**
 * Keeps what was typed in this tab's storage until a VM came of it: a failed create, an expired session and a closed
 * page lose nothing. `restored`: the form opened with such a draft.
 */
export function useDraft(form: Form, fresh: CreateVmForm, offer: Offer) {
  const key = `virtfleet:new-vm:${fresh.projectId}`;
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
  return { restored, forget };
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
