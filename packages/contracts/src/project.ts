import { z } from 'zod';
import { id } from './ids.ts';
import { emailAddress, role } from './user.ts';
import type { Can, QuotaView } from './views.ts';

/** A project's name stands in addresses and in its VMs' titles on the hosts, so it never changes. */
export const projectName = z
  .string()
  .min(1, 'Give it a name, such as "shop"')
  .max(40, 'At most 40 characters')
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'Lower-case letters, digits and hyphens only, beginning and ending with a letter or digit',
  )
  .refine((name) => name !== 'new', 'This word is taken by our own addresses; choose another');

export const createProjectInput = z.object({
  name: projectName,
  /** Of someone who has an account. Empty: nobody yet; then only fleet admins see it. */
  ownerEmail: z.union([z.literal(''), emailAddress]).default(''),
});
export type CreateProjectInput = z.infer<typeof createProjectInput>;

export const deleteProjectInput = z.object({ projectId: id, confirmName: z.string() });

export const addMemberInput = z.object({ projectId: id, email: emailAddress, role });
export type AddMemberInput = z.infer<typeof addMemberInput>;
export const memberInput = z.object({ projectId: id, userId: id });
export const setRoleInput = memberInput.extend({ role });

/** What an admin may do with a project. */
export type ProjectAction = 'archive' | 'restore' | 'delete';

export type ProjectListItem = {
  id: string;
  name: string;
  createdAt: Date;
  archivedAt: Date | null;
  memberCount: number;
  /** Names of its owners. */
  owners: string[];
  quota: QuotaView;
  can: Record<ProjectAction, Can>;
};
