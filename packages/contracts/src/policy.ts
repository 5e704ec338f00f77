import { z } from 'zod';
import { id } from './ids.ts';

const whole = (least: number, most: number) =>
  z
    .number('Give a number')
    .int('Whole numbers only')
    .min(least, least === 0 ? 'Not below zero' : `At least ${least}`)
    .max(most, 'Too much')
    .nullable();

/** What a project's people may make without asking; null: as much as the quota has room for. */
export const policyLimits = z.object({
  /** How many VMs the project may hold that nobody approved. */
  vms: whole(0, 1_000_000),
  /** Of each VM. */
  vcpus: whole(1, 10_000),
  memoryMib: whole(1, 2 ** 31 - 1),
  diskGib: whole(1, 2 ** 31 - 1),
});
export type PolicyLimits = z.infer<typeof policyLimits>;

export const setPolicyInput = policyLimits.extend({ projectId: id });
export type SetPolicyInput = z.infer<typeof setPolicyInput>;

/** What a project has that nobody has set a policy for: everything within its quota is granted. */
export const noPolicy: PolicyLimits = { vms: null, vcpus: null, memoryMib: null, diskGib: null };

export type PolicyView = {
  limits: PolicyLimits;
  /** VMs that it holds now and that nobody approved; 0 where no limit is about that. */
  made: number;
};
