import type { Counters } from '@virtfleet/contracts/metrics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freshMemory, usedBetween } from './metrics.ts';

const counters = (over: Partial<Counters> = {}): Counters => ({
  cpuNs: 10e9,
  memory: { usedMib: 512, toldAt: 1 },
  disk: { readBytes: 1_000_000, writeBytes: 2_000_000, reads: 100, writes: 200 },
  net: { rxBytes: 5_000, txBytes: 6_000 },
  ...over,
});

describe('what was used between two looks', () => {
  test('is what the counters grew by, in that time', () => {
    const after = counters({
      cpuNs: 13e9,
      disk: { readBytes: 1_200_000, writeBytes: 2_000_000, reads: 120, writes: 200 },
      net: { rxBytes: 7_000, txBytes: 6_100 },
    });
    expect(usedBetween(counters(), after, 2_000)).toEqual({
      ...{
        cpuCores: 1.5,
        memoryUsedMib: 512,
        diskReadBps: 100_000,
        diskWriteBps: 0,
        diskReadIops: 10,
        diskWriteIops: 0,
      },
      ...{ rxBps: 1_000, txBps: 50 },
    });
  });

  test('is not known where a counter began anew, or was not told', () => {
    const fallen: Partial<Counters>[] = [
      { cpuNs: 1 },
      { net: { rxBytes: 4_999, txBytes: 9_999 } },
      { disk: { readBytes: 9e9, writeBytes: 9e9, reads: 9e9, writes: 0 } },
    ];
    const missing: Partial<Counters>[] = [{ cpuNs: null }, { disk: null }, { net: null }];
    for (const over of [...fallen, ...missing]) expect(usedBetween(counters(), counters(over), 2_000)).toBeNull();
    for (const over of missing) expect(usedBetween(counters(over), counters(), 2_000)).toBeNull();
  });

  test('is not known of no time at all, or of time that ran backwards', () => {
    for (const ms of [0, -5, 100, Number.NaN]) expect(usedBetween(counters(), counters(), ms)).toBeNull();
  });

  test('is never less than nothing, nor endless', () => {
    const number = fc.oneof(fc.double(), fc.nat());
    const any: fc.Arbitrary<Counters> = fc.record({
      cpuNs: fc.option(number),
      memory: fc.constant(null),
      disk: fc.option(fc.record({ readBytes: number, writeBytes: number, reads: number, writes: number })),
      net: fc.option(fc.record({ rxBytes: number, txBytes: number })),
    });
    fc.assert(
      fc.property(any, any, fc.double(), (before, after, ms) => {
        const { memoryUsedMib: _, ...used } = usedBetween(before, after, ms) ?? { memoryUsedMib: null };
        for (const value of Object.values(used)) expect(value >= 0 && Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

test('a guest that repeats itself is believed for a while only, by our own clock', () => {
  const told = { usedMib: 100, toldAt: 7 };
  const first = freshMemory(told, undefined, 0);
  expect(first).toEqual({ memory: told, heard: { toldAt: 7, heardAtMs: 0 } });
  expect(freshMemory(told, first.heard, 60_000).memory).toEqual(told);
  const stale = freshMemory(told, first.heard, 100_000);
  expect(stale.memory).toBeNull();
  expect(freshMemory(told, stale.heard, 200_000).memory).toBeNull();
  expect(freshMemory({ usedMib: 90, toldAt: 8 }, stale.heard, 200_000).memory).toMatchObject({ usedMib: 90 });
  expect(freshMemory(null, stale.heard, 0)).toEqual({ memory: null, heard: undefined });
});
