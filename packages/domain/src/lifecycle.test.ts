import type { PowerState, TaskState, VmAction } from '@virtfleet/contracts/views';
import { describe, expect, test } from 'vitest';
import { type VmFacts, vmCan, vmStatus } from './lifecycle.ts';

const now = new Date('2026-11-24T12:00:00Z');
const vm = (over: Partial<VmFacts> = {}): VmFacts => ({
  powerState: 'running',
  powerReason: 'booted',
  powerSince: new Date('2026-11-24T11:00:00Z'),
  observedAt: new Date('2026-11-24T11:59:58Z'),
  taskState: null,
  failure: null,
  hostState: 'up',
  hostStateSince: new Date('2026-11-24T11:59:20Z'),
  progress: null,
  ...over,
});

const actions: VmAction[] = ['start', 'stop', 'forceOff', 'reboot', 'rename', 'delete'];
const allowed = (facts: VmFacts) => {
  const can = vmCan(facts);
  return actions.filter((action) => can[action].ok);
};
const reason = (facts: VmFacts, action: VmAction) => {
  const can = vmCan(facts)[action];
  return can.ok ? null : can.reason;
};

describe('what may be done, by power state', () => {
  const table: [PowerState, VmAction[]][] = [
    ['running', ['stop', 'forceOff', 'reboot', 'rename', 'delete']],
    ['paused', ['stop', 'forceOff', 'reboot', 'rename', 'delete']],
    ['stopped', ['start', 'rename', 'delete']],
    ['crashed', ['start', 'rename', 'delete']],
    ['absent', ['delete']],
    ['unknown', ['delete']],
  ];
  test.each(table)('%s', (powerState, want) => {
    expect(allowed(vm({ powerState }))).toEqual(want);
  });

  test('each no says why', () => {
    expect(reason(vm(), 'start')).toBe('It is already running');
    expect(reason(vm({ powerState: 'paused' }), 'start')).toMatch(/paused/);
    expect(reason(vm({ powerState: 'absent' }), 'start')).toBe('Its host has no such domain');
    expect(reason(vm({ powerState: 'unknown' }), 'start')).toMatch(/not told/);
    for (const action of ['stop', 'forceOff', 'reboot'] as const) {
      expect(reason(vm({ powerState: 'stopped' }), action)).toBe('It is not running');
      expect(reason(vm({ powerState: 'crashed' }), action)).toBe('It is not running');
      expect(reason(vm({ powerState: 'absent' }), action)).toBe('Its host has no such domain');
      expect(reason(vm({ powerState: 'unknown' }), action)).toMatch(/not told/);
    }
  });
});

describe('one thing at a time', () => {
  const table: [TaskState, RegExp][] = [
    ['creating', /being created/],
    ['starting', /is starting/],
    ['stopping', /is stopping/],
    ['rebooting', /is rebooting/],
    ['deleting', /being deleted/],
  ];
  test.each(table)('while %s', (taskState, words) => {
    for (const powerState of ['running', 'stopped', 'unknown'] as const) {
      const facts = vm({ taskState, powerState });
      expect(allowed(facts)).toEqual([]);
      for (const action of actions) expect(reason(facts, action)).toMatch(words);
    }
  });

  test('a stop under way forces by itself', () => {
    expect(reason(vm({ taskState: 'stopping' }), 'forceOff')).toMatch(/forced off if the guest does not answer/);
  });
});

test('a failed create can only be deleted', () => {
  const facts = vm({ failure: 'no space in pool', powerState: 'unknown' });
  expect(allowed(facts)).toEqual(['delete']);
  expect(reason(facts, 'start')).toMatch(/could not be created/);
});

test('nothing is asked of a host that does not answer, and the reason says since when', () => {
  for (const hostState of ['unknown', 'unreachable', 'quarantined'] as const) {
    expect(allowed(vm({ hostState }))).toEqual([]);
    expect(allowed(vm({ hostState, failure: 'no space' }))).toEqual([]);
  }
  expect(reason(vm({ hostState: 'unreachable' }), 'stop')).toBe(
    'Its host is unreachable: silent since 2026-11-24 11:59 UTC',
  );
  expect(reason(vm({ hostState: 'quarantined' }), 'stop')).toMatch(/quarantined since/);
  expect(reason(vm({ hostState: 'unknown' }), 'stop')).toMatch(/not been reached yet/);
});

describe('the one word and its evidence', () => {
  const table: [string, Partial<VmFacts>, string, string | null][] = [
    ['running', {}, 'running', null],
    ['stopped', { powerState: 'stopped', powerReason: 'shutdown' }, 'stopped', null],
    ['QEMU died', { powerState: 'stopped', powerReason: 'failed' }, 'stopped', 'QEMU ended by itself'],
    ['paused by a full disk', { powerState: 'paused', powerReason: 'I/O error' }, 'paused', 'I/O error'],
    ['crashed', { powerState: 'crashed', powerReason: 'panicked' }, 'crashed', 'panicked'],
    ['absent', { powerState: 'absent' }, 'missing', 'its host has no such domain'],
    ['unknown', { powerState: 'unknown' }, 'unknown', null],
    ['creating', { taskState: 'creating', progress: { done: 4, total: 7 } }, 'creating', '5/7'],
    ['just asked for', { taskState: 'creating', powerState: 'unknown' }, 'creating', null],
    ['deleting', { taskState: 'deleting' }, 'deleting', null],
    ['stopping on a silent host', { taskState: 'stopping', hostState: 'unreachable' }, 'stopping', 'host silent 40 s'],
    ['failed', { failure: 'no space in pool', powerState: 'unknown' }, 'failed', 'no space in pool'],
    ['failed, host silent', { failure: 'no space in pool', hostState: 'unreachable' }, 'failed', 'no space in pool'],
    ['silent', { hostState: 'unreachable' }, 'unreachable', 'host silent 40 s'],
    ['quarantined', { hostState: 'quarantined' }, 'unreachable', 'host quarantined'],
    ['never reached', { hostState: 'unknown' }, 'unknown', 'host not reached yet'],
  ];
  test.each(table)('%s', (_, over, state, evidence) => {
    expect(vmStatus(vm(over), now)).toEqual({
      state,
      evidence,
      since: vm().powerSince,
      observedAt: vm().observedAt,
    });
  });

  test('silence is told in its largest unit', () => {
    const silent = (ms: number) =>
      vmStatus(vm({ hostState: 'unreachable', hostStateSince: new Date(now.getTime() - ms) }), now).evidence;
    expect(silent(59_999)).toBe('host silent 59 s');
    expect(silent(60_000)).toBe('host silent 1 min');
    expect(silent(3 * 3_600_000)).toBe('host silent 3 h');
    expect(silent(50 * 3_600_000)).toBe('host silent 2 d');
    expect(silent(-5000)).toBe('host silent 0 s');
  });
});
