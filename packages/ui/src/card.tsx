import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type CardProps = {
  title?: ReactNode;
  /** Grey, beside the title. */
  fact?: ReactNode;
  actions?: ReactNode;
  /** The body goes to the edges: for tables, lists, KeyValue. */
  flush?: boolean;
  children?: ReactNode;
  className?: string;
  /** Names the section for screen readers when it has no title. */
  label?: string;
};

/** A sheet of paper on the desk: hairline, no shadow. */
export function Card({ title, fact, actions, flush = false, children, className, label }: CardProps) {
  return (
    <section
      aria-label={label}
      className={cx('min-w-0 overflow-clip rounded-card border border-line bg-surface', className)}
    >
      {(title != null || actions != null) && (
        <div className="flex min-h-13 items-center gap-2.5 border-line border-b px-4 py-2.5">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-1">
            <h2 className="text-section">{title}</h2>
            {fact != null && <div className="min-w-0 text-ink-3">{fact}</div>}
          </div>
          {actions != null && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
        </div>
      )}
      {flush ? children : <div className="px-4 py-3.5">{children}</div>}
    </section>
  );
}
