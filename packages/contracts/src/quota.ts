import { z } from 'zod';
import { id } from './ids.ts';
import type { QuotaAmounts } from './views.ts';

const whole = (most: number) =>
  z.number('Give a number').int('Whole numbers only').min(0, 'Not below zero').max(most, 'Too much');

/** How much a project may have; what it has already stays when this is less. */
export const quotaAmounts = z.object({
  vms: whole(1_000_000),
  vcpus: whole(10_000_000),
  memoryMib: whole(2 ** 31 - 1),
  diskGib: whole(2 ** 31 - 1),
}) satisfies z.ZodType<QuotaAmounts>;

export const setQuotaInput = quotaAmounts.extend({ projectId: id });
export type SetQuotaInput = z.infer<typeof setQuotaInput>;

/** What a project is given that nobody has set a quota for. */
export const defaultQuota: QuotaAmounts = { vms: 20, vcpus: 40, memoryMib: 65_536, diskGib: 500 };
