import { fail } from '@virtfleet/contracts/errors';
import { expect, test } from 'vitest';
import { explain, isDatabaseAway } from './errors.ts';

const withCode = (code: string, more: object = {}) => Object.assign(new Error('it'), { code, ...more });

test.each([
  ['a refused connection', withCode('ECONNREFUSED')],
  ['a server that shuts down', withCode('57P01')],
  ['a deadlock', withCode('40P01')],
  ['a transaction that was cut for idling', withCode('25P03')],
  ['a cut connection', new Error('Connection terminated unexpectedly')],
  ['Prisma without a connection', withCode('P2024')],
  ['a raw query of Prisma on a cut one', withCode('P2010', { meta: { code: '57P01' } })],
  [
    'what the adapter wrapped',
    withCode('P2010', { meta: { driverAdapterError: { cause: { originalCode: '08006' } } } }),
  ],
])('%s is a database that is away', (_, error) => {
  expect(isDatabaseAway(error)).toBe(true);
});

test.each([
  ['a host that is away', fail('host_unreachable', 'Connection terminated')],
  ['a broken constraint', withCode('23505')],
  ['a bug', new TypeError('x is not a function')],
  ['a missing file', withCode('ENOENT', { path: '/nowhere' })],
  ['no error at all', 'ECONNREFUSED'],
])('%s is not', (_, error) => {
  expect(isDatabaseAway(error)).toBe(false);
});

test('a person reads our message; what is unforeseen goes to the log only', () => {
  expect(explain(fail('command_failed', 'no space left', { detail: 'ENOSPC' }))).toEqual({
    message: 'no space left',
    detail: 'ENOSPC',
  });
  const unforeseen = explain(new TypeError('secret internals'));
  expect(unforeseen.message).not.toContain('secret');
  expect(unforeseen.detail).toContain('secret internals');
});
