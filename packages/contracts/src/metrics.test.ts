import { expect, test } from 'vitest';
import { chartColumns, type VmSample } from './metrics.ts';

const sample = (atS: number, cpuCores: number): VmSample => ({
  at: new Date(atS * 1000),
  ...{
    cpuCores,
    memoryUsedMib: null,
    diskReadBps: 1,
    diskWriteBps: 2,
    diskReadIops: 3,
    diskWriteIops: 4,
    rxBps: 5,
    txBps: 6,
  },
});

test('a chart draws no line across a gap', () => {
  const columns = chartColumns({
    samples: [sample(0, 1), sample(60, 2), sample(200, 3), sample(600, 4)],
    everyMs: 60_000,
  });
  expect(columns.at).toEqual([0, 60, 200, 260, 600]);
  expect(columns.cpuCores).toEqual([1, 2, 3, null, 4]);
  expect(columns.memoryUsedMib).toEqual([null, null, null, null, null]);
  expect(columns.txBps).toEqual([6, 6, 6, null, 6]);
});

test('nothing measured is an empty chart', () => {
  expect(chartColumns({ samples: [], everyMs: 2_000 })).toMatchObject({ at: [], cpuCores: [] });
});
