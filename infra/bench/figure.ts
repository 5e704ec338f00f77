import type { Say } from '../run.ts';

/** One measured value, and the most that it may be. */
export type Figure = { name: string; value: number; unit: string; bound: number; beside?: string };

/** Measures; says on the way what it does. `asked`: the figures that are wanted, where leaving one out spares time. */
export type Bench = (say: Say, asked: readonly string[]) => Promise<Figure[]>;

export const line = ({ name, value, unit, bound, beside }: Figure) =>
  [name, rounded(value), unit, `≤${bound}`, value <= bound ? 'ok' : 'short', ...(beside ? [`(${beside})`] : [])].join(
    ' ',
  );

const rounded = (value: number) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error('the median of nothing');
  return (upper + lower) / 2;
}
