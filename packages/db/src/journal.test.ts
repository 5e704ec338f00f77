import { withoutStart } from '@virtfleet/contracts/operation';
import { expect, test } from 'vitest';
import { progressOf, stepsAhead } from './journal.ts';

const done = (...names: string[]) => names.map((name) => ({ name, status: 'done' as const }));

test('an optional step that was left out is no longer ahead', () => {
  expect(stepsAhead({ kind: 'vm.stop', status: 'pending' }, [])).toEqual([
    'shut down guest',
    'force off',
    'mark stopped',
  ]);
  expect(stepsAhead({ kind: 'vm.stop', status: 'running' }, done('shut down guest'))).toEqual([
    'force off',
    'mark stopped',
  ]);
  expect(stepsAhead({ kind: 'vm.stop', status: 'running' }, done('shut down guest', 'mark stopped'))).toEqual([]);
});

test('a create that leaves its VM off has no step that starts it', () => {
  const off = { kind: 'vm.create', about: withoutStart, status: 'running' } as const;
  const journal = done('load spec', 'ensure image', 'create volumes', 'write seed', 'define domain');
  expect(stepsAhead(off, journal)).toEqual(['mark active']);
  expect(progressOf(off, journal)).toEqual({ done: 5, total: 6 });
});

test('nothing is ahead of what ended or goes back', () => {
  for (const status of ['undoing', 'done', 'failed', 'cancelled', 'stuck'] as const)
    expect(stepsAhead({ kind: 'vm.create', status }, done('load spec'))).toEqual([]);
});

test('progress counts steps that are done, of all there are; a whole one is whole', () => {
  const journal = [...done('shut down guest'), { name: 'mark stopped', status: 'running' as const }];
  expect(progressOf({ kind: 'vm.stop', status: 'running' }, journal)).toEqual({ done: 1, total: 3 });
  expect(progressOf({ kind: 'vm.stop', status: 'done' }, done('shut down guest', 'mark stopped'))).toEqual({
    done: 2,
    total: 2,
  });
});

test('a kind of an older or newer version has a journal, and no plan', () => {
  expect(stepsAhead({ kind: 'vm.levitate', status: 'running' }, done('lift'))).toEqual([]);
  expect(progressOf({ kind: 'constructor', status: 'running' }, done('lift'))).toEqual({ done: 0, total: 0 });
});
