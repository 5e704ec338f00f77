import { expect, test } from 'vitest';
import { createLocks } from './locks.ts';

test('one at a time per name, in order, also after a failure; other names do not wait', async () => {
  const locks = createLocks();
  const said: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = locks('a', async () => {
    await gate.promise;
    said.push('first');
    throw new Error('failed');
  });
  const second = locks('a', async () => said.push('second'));
  await locks('b', async () => said.push('other'));
  gate.resolve();
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(said).toEqual(['other', 'first', 'second']);
});
