import type { ReactNode } from 'react';
import { Dot } from './state-badge.tsx';

type ErrorStateProps = {
  /** What: "shop-web-04 was not created". */
  title: ReactNode;
  /** Why: "Pool virtfleet on hv-03 has no space left." */
  why?: ReactNode;
  /** What to do: "Choose a smaller disk, or ask an admin for space." */
  todo?: ReactNode;
  /** Which operation it was, usually a link to it. */
  operation?: ReactNode;
  actions?: ReactNode;
};

/** What went wrong, why, what to do, and where it is written down. Fills a card or a page. */
export function ErrorState({ title, why, todo, operation, actions }: ErrorStateProps) {
  return (
    <div role="alert" className="flex items-baseline gap-2.5 px-4 py-3.5">
      <Dot tone="bad" className="relative -top-px" />
      <div className="min-w-0 flex-1">
        <h2 className="text-section">{title}</h2>
        {why != null && <div className="mt-1 break-words">{why}</div>}
        {todo != null && <div className="mt-1 text-ink-2">{todo}</div>}
        {operation != null && <div className="mt-2 text-ink-3">{operation}</div>}
        {actions != null && <div className="mt-3.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
