'use client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { cx } from './cx.ts';
import type { Plot } from './time-chart-plot.ts';

export type ChartTone = 'accent' | 'blue' | 'purple' | 'amber';
/** What does not change while a chart stands. */
export type ChartLook = {
  series: readonly { label: string; tone: ChartTone }[];
  /** With its unit: "3.4 MiB/s". */
  format: (value: number) => string;
  /** The least that the top stands for; what goes beyond is shown as well. */
  top?: number;
  /** Steps of the scale are powers of two. */
  binary?: boolean;
  /** Room for the scale's words, in pixels. */
  axisWidth: number;
  /** Charts of one key point at the same time together. */
  sync: string;
};
/** Times in seconds, oldest first, and for each series a value beside each; null is a gap. */
export type ChartData = {
  at: readonly number[];
  values: readonly (readonly (number | null)[])[];
  from: number;
  to: number;
};

type TimeChartProps = {
  title: string;
  look: ChartLook;
  data: ChartData;
  /** All that it says, in a sentence, for those who don't see it and those in a hurry. */
  summary: string;
};

const heightClass = 'h-44';

/** How numbers went over time. The plot is loaded when the first chart is shown, and has its height before. */
export function TimeChart({ title, look, data, summary }: TimeChartProps) {
  const root = useRef<HTMLDivElement>(null);
  const drawn = useRef<Plot>(null);
  const [point, setPoint] = useState<number | null>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const latest = useRef(data);
  latest.current = data;
  const stands = useRef(look);

  useEffect(() => {
    let gone = false;
    const load = async () => {
      const { plot } = await import('./time-chart-plot.ts');
      if (gone || !root.current) return;
      drawn.current = plot(root.current, stands.current, latest.current, setPoint);
      setState('ready');
    };
    load().catch(() => !gone && setState('failed'));
    return () => {
      gone = true;
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, []);
  useEffect(() => drawn.current?.update(data), [data]);

  const last = data.at.length - 1;
  const shown = point !== null && point <= last ? point : null;
  const move = (event: KeyboardEvent) => {
    const to = keyTo(event.key, shown ?? last, last);
    if (to === undefined) return;
    event.preventDefault();
    drawn.current?.point(to);
  };
  const said = saidAt(look, data, shown ?? last);
  return (
    <figure aria-label={title} className="min-w-0">
      <div className="mb-1 flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
        <h3 className="mr-auto text-section">{title}</h3>
        {look.series.map(({ label, tone }, n) => (
          <span key={label} className="inline-flex items-baseline gap-1.5 text-ink-2">
            <span aria-hidden className={cx('relative -top-0.75 h-0.5 w-3 rounded-full', toneClass[tone])} />
            {label}
            <span className="min-w-15 text-right text-ink">{worded(look, data.values[n]?.[shown ?? last])}</span>
          </span>
        ))}
      </div>
      <div
        ref={root}
        role="slider"
        tabIndex={0}
        aria-label={`${title} over time`}
        aria-valuemin={0}
        aria-valuemax={Math.max(last, 0)}
        aria-valuenow={Math.max(shown ?? last, 0)}
        aria-valuetext={said}
        onKeyDown={move}
        onBlur={() => drawn.current?.point(null)}
        className={cx(
          heightClass,
          'relative overflow-clip rounded-tag',
          state === 'loading' && 'animate-breathe bg-sunken',
        )}
      >
        {state === 'failed' && (
          <p className="absolute inset-0 grid place-items-center text-ink-3">The chart could not be loaded.</p>
        )}
      </div>
      <figcaption className="mt-1 min-h-8 text-caption text-ink-3">
        {shown === null ? summary : `At ${timeAt(data.at[shown])}: ${said}`}
      </figcaption>
    </figure>
  );
}

const toneClass: Record<ChartTone, string> = {
  accent: 'bg-accent',
  blue: 'bg-blue',
  purple: 'bg-purple',
  amber: 'bg-amber',
};

const worded = ({ format }: ChartLook, value: number | null | undefined): string =>
  value == null ? '–' : format(value);

const saidAt = (look: ChartLook, { at, values }: ChartData, n: number): string =>
  at.length === 0
    ? 'nothing measured'
    : look.series.map(({ label }, series) => `${label} ${worded(look, values[series]?.[n])}`).join(', ');

function timeAt(seconds = 0): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Where a key leads; undefined: it is none of ours; null: away. */
function keyTo(key: string, from: number, last: number): number | null | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(last, from + 1);
    case 'PageUp':
      return Math.max(0, from - 10);
    case 'PageDown':
      return Math.min(last, from + 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
