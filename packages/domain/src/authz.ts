import { fail } from '@virtfleet/contracts/errors';
import type { Role } from '@virtfleet/contracts/views';

/** Who asks: a person behind a session that was checked on this request. */
export type Actor = {
  userId: string;
  sessionId: string;
  name: string;
  email: string;
  isAdmin: boolean;
  /** Signed in by a one-time password that was not changed yet: until then nothing else is theirs to do. */
  passwordDue: boolean;
  /** By project id; projects that aren't listed are not theirs. */
  roles: Readonly<Record<string, Role>>;
};

/** The least that a permission asks for: a role in the project, a fleet admin, or no more than being signed in. */
export type Need = Role | 'admin' | 'signed-in';

/** Every permission there is. A procedure names one; nothing else decides who may do what. */
export const permissions = {
  'me.get': 'signed-in',
  'me.rename': 'signed-in',
  'me.changePassword': 'signed-in',
  'me.sessions': 'signed-in',
  'me.endSessions': 'signed-in',
  /** One’s own, never another’s. */
  'notifications.list': 'signed-in',
  'notifications.read': 'signed-in',
  /** Answers only what its asker may see. */
  'search.find': 'signed-in',
  'vms.list': 'viewer',
  'vms.matching': 'viewer',
  'vms.rows': 'viewer',
  'vms.facets': 'viewer',
  'vms.bulk': 'member',
  'vms.counts': 'viewer',
  'vms.get': 'viewer',
  'vms.definition': 'viewer',
  'vms.metrics': 'viewer',
  'vms.sparks': 'viewer',
  'vms.watch': 'viewer',
  'vms.create': 'member',
  /** It makes nothing, and shows no more than a VM's page does. */
  'vms.plan': 'viewer',
  'vms.start': 'member',
  'vms.stop': 'member',
  'vms.reboot': 'member',
  'vms.rename': 'member',
  'vms.tag': 'member',
  'vms.tags': 'viewer',
  'vms.setNotes': 'member',
  'vms.delete': 'member',
  'operations.list': 'viewer',
  'operations.page': 'viewer',
  'operations.facets': 'viewer',
  'operations.batch': 'viewer',
  'operations.fleet': 'admin',
  'operations.fleetFacets': 'admin',
  'operations.get': 'viewer',
  'operations.ofVm': 'viewer',
  'operations.cancel': 'member',
  'operations.retry': 'admin',
  'operations.writeOff': 'admin',
  'quotas.get': 'viewer',
  'quotas.set': 'admin',
  'policies.get': 'viewer',
  'policies.set': 'admin',
  'requests.list': 'viewer',
  'requests.counts': 'viewer',
  'requests.get': 'viewer',
  /** As vms.plan: it makes nothing. Its texts are for who asked and who decides. */
  'requests.plan': 'viewer',
  'requests.form': 'member',
  'requests.ask': 'member',
  /** As any VM of a project, a request is its members’. */
  'requests.withdraw': 'member',
  'requests.inbox': 'admin',
  'requests.inboxCounts': 'admin',
  'requests.approve': 'admin',
  'requests.reject': 'admin',
  'keypairs.list': 'viewer',
  'keypairs.add': 'member',
  'keypairs.remove': 'member',
  'flavors.list': 'viewer',
  'images.list': 'viewer',
  'images.retryImport': 'admin',
  'networks.list': 'viewer',
  'hosts.list': 'admin',
  'members.list': 'viewer',
  'members.add': 'owner',
  'members.setRole': 'owner',
  'members.remove': 'owner',
  'projects.list': 'admin',
  'projects.create': 'admin',
  'projects.archive': 'admin',
  'projects.restore': 'admin',
  'projects.delete': 'admin',
  'users.list': 'admin',
  'users.get': 'admin',
  'users.create': 'admin',
  'users.update': 'admin',
  'users.setAdmin': 'admin',
  'users.setDisabled': 'admin',
  'users.resetPassword': 'admin',
  'users.endSessions': 'admin',
  /** One’s own, never another’s. */
  'searches.list': 'signed-in',
  'searches.save': 'signed-in',
  'searches.rename': 'signed-in',
  'searches.remove': 'signed-in',
  /** Each key in the stream is filtered by `canSee`. */
  'events.changes': 'signed-in',
} as const satisfies Record<string, Need>;
export type Permission = keyof typeof permissions;

const rank: Record<Role, number> = { viewer: 1, member: 2, owner: 3 };

type Verdict = 'yes' | 'unauthenticated' | 'password_due' | 'not_found' | 'read_only';

function judge(actor: Actor | null, permission: Permission, projectId: string | null | undefined): Verdict {
  const need: Need = permissions[permission];
  if (!actor) return 'unauthenticated';
  if (actor.passwordDue && permission !== 'me.changePassword') return 'password_due';
  if (need === 'signed-in' || actor.isAdmin) return 'yes';
  const role = need === 'admin' || projectId == null ? null : roleIn(actor, projectId);
  if (!role || need === 'admin') return 'not_found';
  return rank[role] >= rank[need] ? 'yes' : 'read_only';
}

function roleIn(actor: Actor, projectId: string): Role | null {
  return Object.hasOwn(actor.roles, projectId) ? (actor.roles[projectId] ?? null) : null;
}

/**
 * Answers the actor when the permission is theirs, in the project when it asks for a role there.
 * `projectId` null: the thing asked about isn't there, or belongs to no project; then only admins pass.
 * Throws unauthenticated, password_due, not_found (not theirs at all) or read_only (theirs to see only).
 */
export function authorize(actor: Actor | null, permission: Permission, projectId?: string | null): Actor {
  const verdict = judge(actor, permission, projectId);
  if (verdict === 'yes' && actor) return actor;
  const detail = `${permission} for ${actor?.userId ?? 'nobody'} in ${projectId ?? 'no project'}`;
  if (verdict === 'unauthenticated') throw fail('unauthenticated', 'Sign in to go on', { detail });
  if (verdict === 'password_due')
    throw fail('password_due', 'Change your one-time password first: nothing else works until then', { detail });
  if (verdict === 'read_only') throw fail('read_only', readOnlyWords(permissions[permission]), { detail });
  throw fail('not_found', 'There is no such thing here, or it is not yours', { detail });
}

const readOnlyWords = (need: Need) =>
  need === 'owner'
    ? 'Only an owner of this project may do that'
    : 'You may look at this project, but not change it. Ask an owner to make you a member.';

/** The same as a yes or no, for buttons and filters. */
export function can(actor: Actor | null, permission: Permission, projectId?: string | null): boolean {
  return judge(actor, permission, projectId) === 'yes';
}
