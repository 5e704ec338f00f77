import type { Role } from '@virtfleet/contracts/views';

/** What each role may do, in a project. */
export const roles: readonly { value: Role; title: string; detail: string }[] = [
  { value: 'viewer', title: 'Viewer', detail: 'Sees all of it, changes nothing' },
  { value: 'member', title: 'Member', detail: 'Makes, changes and deletes VMs and SSH keys' },
  { value: 'owner', title: 'Owner', detail: 'That, and says who is in the project' },
];

export const roleWord: Record<Role, string> = { viewer: 'Viewer', member: 'Member', owner: 'Owner' };
