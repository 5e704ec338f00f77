import { VirtfleetError } from '@virtfleet/contracts/errors';
import type { Role } from '@virtfleet/contracts/views';
import { describe, expect, test } from 'vitest';
import { type Actor, authorize, can, type Permission, permissions } from './authz.ts';

const mine = 'project-mine';
const actor = (roles: Record<string, Role>, isAdmin = false): Actor => ({
  userId: 'u',
  sessionId: 's',
  name: 'Ada',
  email: 'ada@example.org',
  isAdmin,
  passwordDue: false,
  roles,
});

function outcome(who: Actor | null, permission: Permission, projectId?: string | null): string {
  try {
    authorize(who, permission, projectId);
    return 'yes';
  } catch (error) {
    return error instanceof VirtfleetError ? error.code : String(error);
  }
}

const everyone: [string, Actor | null][] = [
  ['anonymous', null],
  ['stranger', actor({ other: 'owner' })],
  ['viewer', actor({ [mine]: 'viewer' })],
  ['member', actor({ [mine]: 'member' })],
  ['owner', actor({ [mine]: 'owner' })],
  ['admin', actor({}, true)],
];

/** What anonymous, a stranger, viewer, member, owner and admin get, by what a permission needs. */
const expected: Record<string, string[]> = {
  'signed-in': ['unauthenticated', 'yes', 'yes', 'yes', 'yes', 'yes'],
  viewer: ['unauthenticated', 'not_found', 'yes', 'yes', 'yes', 'yes'],
  member: ['unauthenticated', 'not_found', 'read_only', 'yes', 'yes', 'yes'],
  owner: ['unauthenticated', 'not_found', 'read_only', 'read_only', 'yes', 'yes'],
  admin: ['unauthenticated', 'not_found', 'not_found', 'not_found', 'not_found', 'yes'],
};

const names = Object.keys(permissions) as Permission[];

describe.each(names)('%s', (permission) => {
  test.each(everyone.map(([who, a], i) => [who, a, i] as const))('%s', (_, who, i) => {
    const want = expected[permissions[permission]]?.[i];
    expect(outcome(who, permission, mine)).toBe(want);
    expect(can(who, permission, mine)).toBe(want === 'yes');
  });
});

test.each(names)('%s is for no one with a one-time password, but to change it', (permission) => {
  for (const [, who] of everyone.slice(1)) {
    const due = who && { ...who, passwordDue: true };
    const want = permission === 'me.changePassword' ? 'yes' : 'password_due';
    expect(outcome(due, permission, mine)).toBe(want);
    expect(can(due, permission, mine)).toBe(want === 'yes');
  }
});

test('a thing that is not there, or belongs to no project, is not found by anyone but an admin', () => {
  expect(outcome(actor({ [mine]: 'owner' }), 'operations.get', null)).toBe('not_found');
  expect(outcome(actor({ [mine]: 'owner' }), 'operations.get')).toBe('not_found');
  expect(outcome(actor({}, true), 'operations.get', null)).toBe('yes');
});

test('the names of an object’s own methods are no projects', () => {
  for (const id of ['constructor', '__proto__', 'toString']) {
    expect(outcome(actor({}), 'vms.list', id)).toBe('not_found');
  }
});
