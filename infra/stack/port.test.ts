import { expect, test } from 'vitest';
import { freePort } from '../postgres.ts';
import { holdPort } from './port.ts';

test('of two who look for a port at once, each gets one of its own', async () => {
  const both = await Promise.all([holdPort('127.0.0.1', null), holdPort('127.0.0.1', null)]);
  expect(both[0].port).not.toBe(both[1].port);
  for (const { release } of both) await release();
});

test('a port that is wanted must be free; let go, it is', async () => {
  const wanted = await freePort();
  const held = await holdPort('127.0.0.1', wanted);
  await expect(holdPort('127.0.0.1', wanted)).rejects.toThrow(`Port ${wanted} is in use`);
  await held.release();
  await held.release();
  await (await holdPort('127.0.0.1', wanted)).release();
});

test('an address that the machine lacks is named', async () => {
  await expect(holdPort('192.0.2.1', null)).rejects.toThrow('192.0.2.1: this machine has no such address');
});
