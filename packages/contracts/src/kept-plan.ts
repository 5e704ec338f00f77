import { z } from 'zod';
import type { VmPlan } from './plan.ts';

const amounts = z.object({ vms: z.number(), vcpus: z.number(), memoryMib: z.number(), diskGib: z.number() });

/** A plan as it was kept in JSON: without its texts, which hold what is sealed elsewhere. */
export const keptPlan = z
  .object({
    hash: z.string(),
    madeAt: z.coerce.date(),
    vms: z.array(
      z.object({
        name: z.string(),
        host: z.string().nullable(),
        why: z.array(z.string()),
        address: z.string().nullable(),
      }),
    ),
    placement: z.array(
      z.object({
        host: z.string(),
        verdict: z.enum(['chosen', 'fits', 'rejected']),
        score: z.number().nullable(),
        reasons: z.array(z.string()),
      }),
    ),
    size: z.object({ vcpus: z.number(), memoryMib: z.number(), diskGib: z.number() }).nullable(),
    imageThere: z.boolean(),
    quota: z.object({ limits: amounts, before: amounts, after: amounts }),
    beyond: z.array(z.string()),
  })
  .transform((plan): VmPlan => ({ ...plan, problems: [], texts: null }));
