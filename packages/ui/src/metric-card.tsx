import type { ReactNode } from 'react';
import { Card } from './card.tsx';

type MetricCardProps = {
  label: string;
  /** "38 %"; null: nothing is measured now. */
  figure: string | null;
  /** Grey behind it: "of 2 vCPU"; without a figure: why there is none. */
  note: ReactNode;
  spark?: ReactNode;
};

/** One number that lives: its place and its height hold, whatever it says. */
export function MetricCard({ label, figure, note, spark }: MetricCardProps) {
  return (
    <Card label={label}>
      <div className="flex items-end justify-between gap-3">
        <dl className="min-w-0">
          <dt className="text-ink-2">{label}</dt>
          <dd className="flex h-7.5 items-baseline gap-1 whitespace-nowrap">
            {figure !== null && <span className="text-figure">{figure}</span>}
            <span className="min-w-0 truncate text-ink-3 leading-7.5">{note}</span>
          </dd>
        </dl>
        {spark}
      </div>
    </Card>
  );
}
