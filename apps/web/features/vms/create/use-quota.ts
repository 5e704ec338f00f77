'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import type { QuotaAmounts, QuotaView } from '@virtfleet/contracts/views';
import { quotaLacks, quotaRefusal } from '@virtfleet/domain/quota';
import { useTRPC } from '../../../trpc/client.tsx';
import { useProject } from '../../session/me.tsx';
import { type CreateVmForm, type Offer, sizeOf } from './form.ts';

type Quota = {
  quota: QuotaView;
  /** What the form as it stands would take. */
  asked: QuotaAmounts;
  /** Why that is more than there is; null: it fits. */
  refusal: string | null;
};

/** What the project may still have, and whether so many of these VMs fit into it. */
export function useQuota(form: Partial<CreateVmForm>, offer: Offer, count: number): Quota {
  const { id: projectId } = useProject();
  const trpc = useTRPC();
  const { data: quota } = useSuspenseQuery(trpc.quotas.get.queryOptions({ projectId }));
  const size = sizeOf(form, offer);
  const asked = {
    vms: count,
    vcpus: count * (size?.vcpus ?? 0),
    memoryMib: count * (size?.memoryMib ?? 0),
    // An empty field is no number.
    diskGib: count * Math.max(0, Math.floor(form.diskGib || 0)),
  };
  return { quota, asked, refusal: quotaRefusal(quotaLacks(quota, asked), count) };
}
