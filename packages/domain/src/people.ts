import type { ProjectAction } from '@virtfleet/contracts/project';
import type { UserAction } from '@virtfleet/contracts/user';
import type { Can, Role } from '@virtfleet/contracts/views';

/** What may be done with accounts, memberships and projects now, and why not. The button shows the reason, the service enforces it. */

export type UserFacts = { id: string; isAdmin: boolean; disabledAt: Date | null };

/** `otherAdmins`: how many other admins can sign in. Someone must stay who can let the others in. */
export function userCan(user: UserFacts, byUserId: string, otherAdmins: number): Record<UserAction, Can> {
  const enabled = user.disabledAt === null;
  const self = user.id === byUserId;
  const last = user.isAdmin && enabled && otherAdmins === 0 ? 'The last admin who can sign in stays one' : null;
  return {
    makeAdmin: can(user.isAdmin ? 'Is an admin already' : null),
    unmakeAdmin: can(user.isAdmin ? last : 'Is no admin'),
    disable: can(!enabled ? 'Is disabled already' : self ? 'Nobody disables themselves' : last),
    enable: can(enabled ? 'Is not disabled' : null),
    resetPassword: can(self ? 'Change your own password on your account’s page' : null),
    endSessions: can(null),
  };
}

export type MemberFacts = { role: Role; disabled: boolean };

/** `otherOwners`: how many other owners can sign in. An owner who can't does not count, and keeps nobody in. */
export function memberCan({ role, disabled }: MemberFacts, otherOwners: number): Record<'changeRole' | 'remove', Can> {
  const only = role === 'owner' && !disabled && otherOwners === 0;
  const reason = only ? 'The only owner stays: make someone else an owner first' : null;
  return { changeRole: can(reason), remove: can(reason) };
}

export type ProjectFacts = {
  archivedAt: Date | null;
  /** Those that failed included. */
  vms: number;
  /** Volumes that no VM has. */
  volumes: number;
  networks: number;
  /** Whether it ever had a VM: then its history stays. */
  hasHistory: boolean;
};

export function projectCan(project: ProjectFacts): Record<ProjectAction, Can> {
  const archived = project.archivedAt !== null;
  const full = holds(project);
  return {
    archive: can(archived ? 'Is archived already' : full),
    restore: can(archived ? null : 'Is not archived'),
    delete: can(full ?? (project.hasHistory ? 'It had VMs, and their history stays: archive it' : null)),
  };
}

function holds({ vms, volumes, networks }: ProjectFacts): string | null {
  const parts = [count(vms, 'VM'), count(volumes, 'volume'), count(networks, 'network')].flatMap((one) => one ?? []);
  return parts.length === 0 ? null : `It still has ${parts.join(' and ')}`;
}

const count = (n: number, what: string) => (n === 0 ? null : `${n} ${what}${n === 1 ? '' : 's'}`);

function can(reason: string | null): Can {
  return reason === null ? { ok: true } : { ok: false, reason };
}
