import { z } from 'zod';
import { id } from './ids.ts';
import { vmName } from './vm-names.ts';

/** The input of every kind of operation, as it stands in its row. Secrets never stand here. */
export const operationInputs = {
  /** `start` false: it is made and stays off. */
  'vm.create': z.object({ vmId: id, start: z.boolean().default(true) }),
  'vm.start': z.object({ vmId: id }),
  'vm.stop': z.object({ vmId: id, force: z.boolean() }),
  'vm.reboot': z.object({ vmId: id }),
  'vm.delete': z.object({ vmId: id }),
  /** `was`: the name that it had, for its history. */
  'vm.rename': z.object({ vmId: id, name: vmName, was: z.string().optional() }),
  'image.copy': z.object({ imageId: id, hostId: id }),
} as const;
export type OperationKind = keyof typeof operationInputs;
export type OperationInput<K extends OperationKind> = z.infer<(typeof operationInputs)[K]>;

/** What is said of a create that leaves its VM off: it has no step that starts it. */
export const withoutStart = 'without a start';

/** The steps of each kind in order, so that a page can show what is still to come. Optional ones may be missing from a journal. */
export const operationSteps: Record<OperationKind, readonly string[]> = {
  'vm.create': [
    'load spec',
    'ensure image',
    'create volumes',
    'write seed',
    'define domain',
    'start domain',
    'mark active',
  ],
  'vm.start': ['start domain', 'mark running'],
  'vm.stop': ['shut down guest', 'force off', 'mark stopped'],
  'vm.reboot': ['reboot guest', 'mark running'],
  'vm.delete': ['force off', 'undefine domain', 'remove volumes', 'mark deleted'],
  'vm.rename': ['set title', 'mark renamed'],
  'image.copy': ['ensure image'],
};
