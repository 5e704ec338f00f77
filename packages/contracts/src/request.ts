import { z } from 'zod';
import { id } from './ids.ts';
import type { VmPlan } from './plan.ts';
import type { Can, QuotaAmounts, VmState } from './views.ts';
import { createVmFields, createVmInput, customSize } from './vm.ts';

/** Why someone needs it: what the approver reads first. */
export const purpose = z
  .string()
  .trim()
  .min(1, 'Say what you need it for: whoever decides reads this')
  .max(500, 'At most 500 characters');

export const askInput = z.intersection(createVmInput, z.object({ purpose }));
export type AskInput = z.infer<typeof askInput>;

/** What a request asks for, as it is kept: a create's form, without its user-data, and each VM's size as it was then. */
export const requestedVms = createVmFields.omit({ requestId: true, userData: true, projectId: true }).extend({
  size: z.object({ vcpus: z.number(), memoryMib: z.number() }),
  /** How many VMs the name makes. */
  vms: z.number(),
  /** As they were called then. */
  image: z.string(),
  network: z.string(),
  flavor: z.string().nullable(),
  hasUserData: z.boolean(),
});
export type RequestedVms = z.infer<typeof requestedVms>;

/** What an approver grants otherwise than it was asked for; what is left out stays. */
export const requestChange = z.object({
  /** So many of them, from the first. */
  vms: z.number().int('Whole numbers only').min(1, 'At least 1 VM').max(100, 'At most 100 VMs').optional(),
  vcpus: customSize.shape.vcpus.optional(),
  memoryMib: customSize.shape.memoryMib.optional(),
  diskGib: createVmFields.shape.diskGib.optional(),
});
export type RequestChange = z.infer<typeof requestChange>;

export const requestInput = z.object({ requestId: id });
export const planRequestInput = requestInput.extend({ change: requestChange.default({}) });
export type PlanRequestInput = z.infer<typeof planRequestInput>;
/** `hash`: of the plan that the approver saw. Only that one is run. */
export const approveInput = planRequestInput.extend({ hash: z.string().max(100) });
export type ApproveInput = z.infer<typeof approveInput>;
export const rejectInput = requestInput.extend({
  reason: z
    .string()
    .trim()
    .min(1, 'Say why, so that they know what to ask for instead')
    .max(500, 'At most 500 characters'),
});
export type RejectInput = z.infer<typeof rejectInput>;

export type RequestState = 'waiting' | 'approved' | 'rejected' | 'withdrawn';
export type Person = { id: string; name: string };
export type RequestAction = 'approve' | 'reject' | 'withdraw';

export type RequestListItem = {
  id: string;
  /** #214 */
  number: number;
  project: { id: string; name: string };
  askedBy: Person;
  purpose: string;
  state: RequestState;
  asked: RequestedVms;
  /** Null until it is approved. */
  granted: RequestedVms | null;
  createdAt: Date;
  /** Who approved, rejected or withdrew it. */
  decidedBy: Person | null;
  decidedAt: Date | null;
  /** Why it was rejected. */
  reason: string | null;
};

export type RequestDetail = RequestListItem & {
  /** What of it was beyond the policy as it was then, in words. */
  beyond: string[];
  /** As it was planned when it was asked for. */
  plan: VmPlan;
  grantedPlan: VmPlan | null;
  keys: string[];
  /** The VMs that it made, in their order; none until it is approved. */
  made: { id: string; name: string; state: VmState | 'deleted'; failure: string | null }[];
  /** For whoever asks. */
  can: Record<RequestAction, Can>;
};

/** What is otherwise in a plan that was made anew: "load-01 – load-05", "host", "hv-03", "hv-05". */
export type PlanChange = { of: string; what: string; was: string; now: string };

/** A request's plan as it would be now. */
export type RequestPlan = {
  plan: VmPlan;
  /** Against the plan that it was asked with, where both speak of the same; empty: it still holds. */
  changes: PlanChange[];
  /** What the hosts that are up have and have promised; null for those who don't decide. */
  fleet: { memoryMib: number; reservedMemoryMib: number } | null;
};

/** A request's form, to be asked again. */
export type RequestForm = Omit<RequestedVms, 'size' | 'vms' | 'image' | 'network' | 'flavor' | 'hasUserData'> & {
  purpose: string;
  size: { vcpus: number; memoryMib: number };
  /** Only for who wrote it. */
  userData: string;
};

export type RequestCounts = { waiting: number };

/** What so many VMs of that size take together. */
export const amountsOf = ({ vms, size, diskGib }: Pick<RequestedVms, 'vms' | 'size' | 'diskGib'>): QuotaAmounts => ({
  vms,
  vcpus: vms * size.vcpus,
  memoryMib: vms * size.memoryMib,
  diskGib: vms * diskGib,
});
