import type { RequestedVms } from '@virtfleet/contracts/request';
import { expandNames, firstOf } from '@virtfleet/contracts/vm-names';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from './authz.ts';
import { planChanges } from './plan-changes.ts';
import { changed, changesAnything, requestCan } from './requests.ts';

const actor = (userId: string, isAdmin: boolean, role?: 'viewer' | 'member'): Actor => ({
  ...{ userId, sessionId: 's', name: userId, email: `${userId}@example.org`, isAdmin, passwordDue: false },
  roles: role ? { p: role } : {},
});
const waiting = { state: 'waiting' as const, projectId: 'p', askedById: 'ada', decidedBy: null };

describe('who may do what with a request', () => {
  const ok = { approve: true, reject: true, withdraw: true };
  const rows: [string, Parameters<typeof requestCan>[0], Actor, Partial<typeof ok>][] = [
    ['its asker takes it back', waiting, actor('ada', false, 'member'), { withdraw: true }],
    ['another member too', waiting, actor('bob', false, 'member'), { withdraw: true }],
    ['a viewer looks', waiting, actor('eve', false, 'viewer'), {}],
    ['an admin decides', waiting, actor('root', true), ok],
    ['nobody decides on their own', waiting, actor('ada', true), { withdraw: true }],
    ['decided is decided', { ...waiting, state: 'approved', decidedBy: 'Root' }, actor('root', true), {}],
  ];
  test.each(rows)('%s', (_, request, who, want) => {
    const can = requestCan(request, who);
    expect({ approve: can.approve.ok, reject: can.reject.ok, withdraw: can.withdraw.ok }).toEqual({
      ...{ approve: false, reject: false, withdraw: false },
      ...want,
    });
  });

  test('each refusal says why', () => {
    expect(requestCan(waiting, actor('ada', true)).approve).toEqual({
      ok: false,
      reason: 'This is your own request: another admin must decide on it',
    });
    expect(requestCan({ ...waiting, state: 'rejected', decidedBy: 'Root' }, actor('root', true)).approve).toEqual({
      ok: false,
      reason: 'It was rejected by Root already',
    });
  });
});

describe('the first of a pattern’s names', () => {
  test.each([
    ['web-{01..12}', 6, 'web-{01..06}'],
    ['web-{1..3}-eu', 2, 'web-{1..2}-eu'],
    ['web-{08..12}', 4, 'web-{08..11}'],
    ['web-{01..12}', 1, 'web-01'],
    ['web-{01..12}', 12, 'web-{01..12}'],
    ['{a,b,c}', 2, '{a,b}'],
    ['{a,b}-{1..2}', 3, '{a-1,a-2,b-1}'],
    ['db', 1, 'db'],
  ])('%s, %i', (pattern, count, want) => {
    expect(firstOf(pattern, count)).toBe(want);
  });

  test('are those names, whatever the pattern', () => {
    const part = fc.oneof(
      fc.stringMatching(/^[a-z]{1,3}$/),
      fc.tuple(fc.nat(12), fc.nat(5), fc.boolean()).map(([from, more, zeros]) => {
        const first = zeros ? String(from).padStart(2, '0') : String(from);
        return `{${first}..${from + more}}`;
      }),
      fc
        .uniqueArray(fc.stringMatching(/^[a-z]{1,2}$/), { minLength: 2, maxLength: 4 })
        .map((all) => `{${all.join(',')}}`),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 20 }), (parts, count) => {
        const pattern = parts.join('');
        const all = expandNames(pattern);
        fc.pre(all.ok);
        const some = expandNames(firstOf(pattern, count));
        expect(some).toEqual({ ok: true, names: all.ok ? all.names.slice(0, count) : [] });
      }),
    );
  });
});

const asked: RequestedVms = {
  ...{ name: 'load-{01..12}', flavorId: '01990000-0000-7000-8000-000000000000', custom: null, vms: 12, diskGib: 20 },
  ...{ imageId: 'i', networkId: 'n', loginUser: 'ada', keypairIds: [], start: true, hasUserData: false },
  ...{ size: { vcpus: 2, memoryMib: 4096 }, image: 'Debian', network: 'lab', flavor: 'small' },
};

test('an approver’s change keeps what it does not speak of; another size is no flavor any more', () => {
  expect(changed(asked, {})).toEqual(asked);
  expect(changed(asked, { vms: 6 })).toEqual({ ...asked, name: 'load-{01..06}', vms: 6 });
  expect(changed(asked, { vcpus: 1 })).toEqual({
    ...asked,
    ...{ size: { vcpus: 1, memoryMib: 4096 }, flavorId: null, flavor: null, custom: { vcpus: 1, memoryMib: 4096 } },
  });
  expect(changed(asked, { diskGib: 10 })).toMatchObject({ diskGib: 10, flavorId: null });
  expect(changesAnything(asked, { vms: 12, vcpus: 2, memoryMib: 4096, diskGib: 20 })).toBe(false);
  expect(changesAnything(asked, { diskGib: 19 })).toBe(true);
});

describe('a plan that was made anew', () => {
  const vm = (name: string, host: string, address: string) => ({ name, host, why: [], address });
  const was = {
    hash: 'a'.repeat(64),
    size: null,
    vms: [vm('w-1', 'hv-1', '10.0.0.1'), vm('w-2', 'hv-1', '10.0.0.2'), vm('w-3', 'hv-1', '10.0.0.3')],
  };

  test('holds while its hash is the same', () => {
    expect(planChanges(was, { ...was, vms: [] })).toEqual([]);
  });

  test('tells hosts by runs of neighbours, and each address', () => {
    const now = {
      ...was,
      hash: 'b',
      vms: [vm('w-1', 'hv-2', '10.0.0.1'), vm('w-2', 'hv-2', '10.0.0.9'), vm('w-3', 'hv-1', '10.0.0.3')],
    };
    expect(planChanges(was, now)).toEqual([
      { of: 'w-1 – w-2', what: 'host', was: 'hv-1', now: 'hv-2' },
      { of: 'w-2', what: 'address', was: '10.0.0.2', now: '10.0.0.9' },
    ]);
  });

  test('says so when only what the hash knows of is otherwise, but not of a form that was changed on purpose', () => {
    expect(planChanges(was, { ...was, hash: 'b' })).toHaveLength(1);
    expect(planChanges(was, { ...was, hash: 'b' }, { sameForm: false })).toEqual([]);
  });
});
