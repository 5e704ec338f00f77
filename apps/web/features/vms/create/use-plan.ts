'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlanVmsInput, VmPlan } from '@virtfleet/contracts/plan';
import { useEffect, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { type CreateVmForm, mibOf, ownSize } from './form.ts';

export type LivePlan = {
  /** The last that came: the one of the form as it stands, once `current`. */
  plan: VmPlan | undefined;
  current: boolean;
  /** No plan could be had. */
  failed: unknown;
};

/** While somebody types, nothing is asked. */
const restMs = 250;
/** Hosts fill and empty by other people's work, of which a tenant hears nothing. */
const againMs = 15_000;

/** What the form as it stands would make, asked again whenever it changes or something that it depends on does. */
export function usePlan(form: Partial<CreateVmForm>, projectId: string, start: boolean): LivePlan {
  const trpc = useTRPC();
  const input = planInput(form, projectId, start);
  const settled = useRested(input);
  const { data, isPlaceholderData, error } = useQuery(
    trpc.vms.plan.queryOptions(settled, {
      placeholderData: keepPreviousData,
      refetchInterval: againMs,
      // Each change of the form is another question: the old answers are of no use.
      gcTime: againMs,
    }),
  );
  const current = !isPlaceholderData && data !== undefined && JSON.stringify(settled) === JSON.stringify(input);
  return { plan: data, current, failed: data === undefined ? error : null };
}

/** The same with every text, for whoever looks at it. */
export function useFullPlan(form: Partial<CreateVmForm>, projectId: string, open: boolean) {
  const trpc = useTRPC();
  const input = { ...planInput(form, projectId, true), texts: true };
  return useQuery(
    trpc.vms.plan.queryOptions(input, { enabled: open, placeholderData: keepPreviousData, gcTime: againMs }),
  );
}

/** A form's numbers may be unfinished; which size is meant is said by one of two fields. */
export function planInput(form: Partial<CreateVmForm>, projectId: string, start: boolean): PlanVmsInput {
  const whole = (value: number | undefined) => (Number.isFinite(value) ? (value ?? null) : null);
  const own = form.flavorId === ownSize;
  const memoryGib = whole(form.memoryGib);
  return {
    projectId,
    name: form.name ?? '',
    flavorId: own ? null : (form.flavorId ?? ''),
    custom: own ? { vcpus: whole(form.vcpus), memoryMib: memoryGib === null ? null : mibOf(memoryGib) } : null,
    imageId: form.imageId ?? '',
    networkId: form.networkId ?? '',
    diskGib: whole(form.diskGib),
    loginUser: form.loginUser ?? '',
    keypairIds: (form.keypairIds ?? []).filter((id) => id !== undefined),
    userData: form.userData ?? '',
    start,
    texts: false,
  };
}

/** The value once it has stayed the same for a moment. */
function useRested<T>(value: T): T {
  const key = JSON.stringify(value);
  const [rested, setRested] = useState({ key, value });
  useEffect(() => {
    if (rested.key === key) return;
    const timer = setTimeout(() => setRested({ key, value }), restMs);
    return () => clearTimeout(timer);
  }, [key, value, rested.key]);
  return rested.value;
}
