import { z } from 'zod';
import { id } from './ids.ts';
import type { PlacementReason, QuotaAmounts } from './views.ts';
import { createVmFields, customSize } from './vm.ts';

/** A form as it stands: anything may be unfinished. What is wrong becomes one of the plan's problems, not an error. */
export const planVmsInput = createVmFields.omit({ requestId: true }).extend({
  name: z.string().max(500),
  flavorId: z.union([id, z.literal('')]).nullable(),
  custom: z
    .object({
      vcpus: customSize.shape.vcpus.nullable().catch(null),
      memoryMib: customSize.shape.memoryMib.nullable().catch(null),
    })
    .nullable()
    .default(null),
  imageId: z.union([id, z.literal('')]),
  networkId: z.union([id, z.literal('')]),
  diskGib: createVmFields.shape.diskGib.nullable().catch(null),
  loginUser: z.string().max(500),
  keypairIds: z.array(id).max(100),
  userData: z.string().max(100_000).default(''),
  /** Whether the texts are wanted too: domain XML, seed, commands. */
  texts: z.boolean().default(false),
});
export type PlanVmsInput = z.infer<typeof planVmsInput>;

/** What stands in the way of a create, in words for a person, and the field that it belongs to where there is one. */
export type PlanProblem = {
  code: 'invalid_input' | 'name_taken' | 'image_gone' | 'no_free_address' | 'quota_exceeded' | 'no_valid_host';
  message: string;
  field: string | null;
};

export type PlannedVm = {
  name: string;
  /** Null: no host can take it. */
  host: string | null;
  /** What speaks for that host. */
  why: string[];
  /** The first that is free now; null: none, or the network gives its own. */
  address: string | null;
};

/** A command that the create will run on the host, in the step that it belongs to. */
export type PlannedCommand = {
  step: string;
  argv: string[];
  stdinText: string | null;
  /** Of bytes that aren't text: the seed, an image. */
  stdinBytes: number | null;
};

/** One VM in full. Its id and MAC address are made when it is: here they are zeros and its number. */
export type PlanTexts = {
  /** Whose they are: the first VM's; the others differ by name, host, address and ids. */
  of: string;
  host: string;
  domainXml: string;
  /** What cloud-init will find, the person's own part included. */
  userData: string;
  networkConfig: string;
  commands: PlannedCommand[];
  /** argv that makes the same domain by virt-install, on volumes that are there. */
  virtInstall: string[];
};

/** What a create would make now. Nothing is held for it: the create looks again. */
export type VmPlan = {
  /** The same as long as the same would be made in the same places: hosts, addresses, sizes, image, texts. */
  hash: string;
  madeAt: Date;
  vms: PlannedVm[];
  /** Every host's verdict: of the first VM that none can take, else of the first. */
  placement: PlacementReason[];
  /** Of each VM; null while none is chosen. */
  size: { vcpus: number; memoryMib: number; diskGib: number } | null;
  /** Whether every chosen host holds the image already. */
  imageThere: boolean;
  quota: { limits: QuotaAmounts; before: QuotaAmounts; after: QuotaAmounts };
  /** Empty: it can be created as it stands. */
  problems: PlanProblem[];
  /** What goes beyond the project's policy and needs an approval, in words; empty: nothing. */
  beyond: string[];
  /** Null when not asked for, and while no host can take it. */
  texts: PlanTexts | null;
};
