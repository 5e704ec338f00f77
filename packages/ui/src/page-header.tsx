import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type PageHeaderProps = {
  title: ReactNode;
  /** A fact beside the title: "18, 14 running", or a StateBadge. */
  fact?: ReactNode;
  /** At the right; where there is no room for them, below. */
  actions?: ReactNode;
  /** A second line: an address to copy, when it was observed. */
  children?: ReactNode;
  /** The title is a name of something on a host. */
  mono?: boolean;
};

export function PageHeader({ title, fact, actions, children, mono }: PageHeaderProps) {
  return (
    <header className="mb-4">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 max-w-full grow flex-wrap items-center gap-x-3">
          <h1 className={cx('min-w-0 break-words text-title', mono && 'font-mono tracking-tight')}>{title}</h1>
          {fact != null && <div className="min-w-0 text-ink-3">{fact}</div>}
        </div>
        {actions != null && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children != null && (
        <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-2 text-ink-3">{children}</div>
      )}
    </header>
  );
}
