import { z } from 'zod';
import { id } from './ids.ts';
import type { Can, OperationStatus, VmState } from './views.ts';

/** What is looked for by the palette: words, of which a name has at least one. */
export const findInput = z.object({
  text: z.string().trim().max(200),
  /** What is near comes first. */
  projectId: id.optional(),
});

export type FoundVm = {
  id: string;
  name: string;
  project: string;
  address: string | null;
  state: VmState;
  /** By its state; the role in its project is another question. */
  can: Record<'start' | 'stop' | 'reboot', Can>;
};
export type FoundOperation = {
  id: string;
  kind: string;
  vmName: string | null;
  project: string;
  status: OperationStatus;
  createdAt: Date;
};
/** The few things of each kind that fit best; only what the asker may see. */
export type Found = {
  vms: FoundVm[];
  operations: FoundOperation[];
  hosts: { id: string; name: string }[];
  images: { id: string; name: string; title: string }[];
  keys: { id: string; name: string; project: string }[];
};
