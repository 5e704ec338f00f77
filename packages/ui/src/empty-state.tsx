import type { ReactNode } from 'react';

type EmptyStateProps = {
  title: ReactNode;
  /** What would stand here, and what it is good for. */
  children?: ReactNode;
  action?: ReactNode;
};

/** Nothing here yet: says what it is for and how to get the first one. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="px-6 py-14 text-center">
      <h2 className="text-section">{title}</h2>
      {children != null && <div className="mx-auto mt-1.5 max-w-95 text-balance text-ink-2">{children}</div>}
      {action != null && <div className="mt-4.5 flex justify-center gap-2">{action}</div>}
    </div>
  );
}
