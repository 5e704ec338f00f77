import type { QuotaAmounts } from '@virtfleet/contracts/views';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lackReason, quotaLacks } from './quota.ts';

const limits = { vms: 20, vcpus: 40, memoryMib: 65_536, diskGib: 500 };
const one = { vms: 1, vcpus: 2, memoryMib: 4096, diskGib: 20 };

test('what fits to the last unit lacks nothing', () => {
  const used = { vms: 19, vcpus: 38, memoryMib: 61_440, diskGib: 480 };
  expect(quotaLacks({ limits, used }, one)).toEqual([]);
});

test('each limit that it goes beyond is told, with its numbers', () => {
  const used = { vms: 20, vcpus: 39, memoryMib: 62_976, diskGib: 481 };
  const lacks = quotaLacks({ limits, used }, one);
  expect(lacks[1]).toEqual({ dimension: 'vcpus', limit: 40, used: 39, asked: 2 });
  expect(lacks.map(lackReason)).toEqual([
    '0 of 20 VMs left',
    '1 of 40 vCPUs left, 2 asked for',
    '2.5 of 64 GiB of memory left, 4 asked for',
    '19 of 500 GiB of disk left, 20 asked for',
  ]);
});

test('a limit below what is used leaves nothing, and never less', () => {
  const [lack] = quotaLacks({ limits: { ...limits, vms: 3 }, used: { ...one, vms: 7 } }, one);
  expect(lack && lackReason(lack)).toBe('0 of 3 VMs left');
});

const amounts: fc.Arbitrary<QuotaAmounts> = fc.record({
  vms: fc.nat(100),
  vcpus: fc.nat(100),
  memoryMib: fc.nat(100_000),
  diskGib: fc.nat(1000),
});

test('it fits exactly when no sum goes beyond its limit, save where nothing is asked for', () => {
  fc.assert(
    fc.property(amounts, amounts, amounts, (some, used, asked) => {
      const lacking = quotaLacks({ limits: some, used }, asked).map(({ dimension }) => dimension);
      for (const key of ['vms', 'vcpus', 'memoryMib', 'diskGib'] as const)
        expect(lacking.includes(key)).toBe(asked[key] > 0 && used[key] + asked[key] > some[key]);
    }),
  );
});
