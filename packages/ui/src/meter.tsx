import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type MeterProps = {
  label: string;
  /** Used now: solid. */
  value: number;
  /** Promised beyond that, or what an action adds: pale. */
  extra?: number;
  max: number;
  /** At the right of the label: "30 of 40". */
  text?: ReactNode;
  /** Hides the line above the bar; the label stays for screen readers. */
  bare?: boolean;
  className?: string;
};

const percent = (part: number, max: number): string =>
  `${Math.round(Math.min(1, Math.max(0, max > 0 ? part / max : 0)) * 1000) / 10}%`;

export function Meter({ label, value, extra = 0, max, text, bare = false, className }: MeterProps) {
  const over = value + extra > max;
  return (
    <div className={className}>
      {!bare && (
        <div className="mb-1.25 flex justify-between gap-3">
          <span className="text-ink-2">{label}</span>
          {text != null && <span className={cx(over && 'text-red-ink')}>{text}</span>}
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> can't show the pale part */}
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuenow={Math.min(value + extra, max)}
        aria-valuemax={max}
        aria-valuetext={typeof text === 'string' ? text : undefined}
        className="relative h-2 overflow-hidden rounded-tag bg-line"
      >
        <span
          className={cx('absolute inset-y-0 left-0', over ? 'bg-red/35' : 'bg-accent/32')}
          style={{ width: percent(value + extra, max) }}
        />
        <span
          className={cx('absolute inset-y-0 left-0', over ? 'bg-red' : 'bg-accent')}
          style={{ width: percent(value, max) }}
        />
      </div>
    </div>
  );
}

/** How far something under way is, 0 to 1; null when nobody can tell. */
export function Progress({ label, value, className }: { label: string; value: number | null; className?: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value * 100)}
      className={cx('h-1 overflow-hidden rounded-full bg-line', className)}
    >
      <div
        className={cx(
          'h-full w-full origin-left bg-blue transition-transform duration-150',
          value === null && 'animate-breathe',
        )}
        style={{ transform: `scaleX(${value === null ? 1 : Math.min(1, Math.max(0, value))})` }}
      />
    </div>
  );
}
