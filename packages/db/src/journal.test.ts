import { expect, test } from 'vitest';
import { progressOf, stepsAhead } from './journal.ts';

const done = (...names: string[]) => names.map((name) => ({ name, status: 'done' as const }));

test('an optional step that was left out is no longer ahead', () => {
  expect(stepsAhead('vm.stop', 'pending', [])).toEqual(['shut down guest', 'force off', 'mark stopped']);
  expect(stepsAhead('vm.stop', 'running', done('shut down guest'))).toEqual(['force off', 'mark stopped']);
  expect(stepsAhead('vm.stop', 'running', done('shut down guest', 'mark stopped'))).toEqual([]);
});

test('nothing is ahead of what ended or goes back', () => {
  for (const status of ['undoing', 'done', 'failed', 'cancelled', 'stuck'] as const)
    expect(stepsAhead('vm.create', status, done('load spec'))).toEqual([]);
});

test('progress counts steps that are done, of all there are; a whole one is whole', () => {
  const journal = [...done('shut down guest'), { name: 'mark stopped', status: 'running' as const }];
  expect(progressOf('vm.stop', 'running', journal)).toEqual({ done: 1, total: 3 });
  expect(progressOf('vm.stop', 'done', done('shut down guest', 'mark stopped'))).toEqual({ done: 2, total: 2 });
});

test('a kind of an older or newer version has a journal, and no plan', () => {
  expect(stepsAhead('vm.levitate', 'running', done('lift'))).toEqual([]);
  expect(progressOf('constructor', 'running', done('lift'))).toEqual({ done: 0, total: 0 });
});
