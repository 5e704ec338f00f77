import { cx } from './cx.ts';

type SparkProps = {
  /** Oldest first; null: not measured, and a gap in the line. */
  values: readonly (number | null)[];
  /** What the top stands for; by default the highest value. The bottom is 0. */
  max?: number | undefined;
  /** What it shows, for screen readers; left out: the number beside it says enough. */
  label?: string;
  className?: string;
};

const width = 84;
const height = 20;

/** A small line of how a number went, of a fixed size: it never moves what stands beside it. */
export function Spark({ values, max, label, className }: SparkProps) {
  const line = (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      fill="none"
      aria-hidden
      className={cx('h-5 w-21 shrink-0 text-accent', className)}
    >
      <path
        d={sparkPath(values, max)}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
  if (label === undefined) return line;
  return (
    <>
      {line}
      <span className="sr-only">{label}</span>
    </>
  );
}

/** The line as an SVG path; a value that stands alone is a dot. */
export function sparkPath(values: readonly (number | null)[], max?: number): string {
  const top = Math.max(max ?? 0, ...values.map((value) => value ?? 0)) || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const at = (value: number, n: number) => `${round(n * step)} ${round(height - 1 - (value / top) * (height - 2))}`;
  return values
    .map((value, n) => {
      if (value === null) return '';
      const begins = n === 0 || values[n - 1] === null;
      const alone = begins && (n + 1 === values.length || values[n + 1] === null);
      return `${begins ? 'M' : 'L'}${at(value, n)}${alone ? 'h0.01' : ''}`;
    })
    .join('');
}

const round = (value: number) => Math.round(value * 100) / 100;
