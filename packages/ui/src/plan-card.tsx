'use client';
import { ChevronUp } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { cx } from './cx.ts';

type PlanCardProps = {
  title?: string;
  /** What will happen, in sentences and meters. */
  children: ReactNode;
  /** The page's primary action; always in sight. */
  actions: ReactNode;
  /** One line for a phone's closed bar: "2 vCPU, 4 GiB on hv-03". */
  summary: ReactNode;
  /** Below the actions: "About 5 s: the image is on all three hosts." */
  hint?: ReactNode;
};

/** What a form is about to do, beside it; on a phone a bar at the bottom that opens. */
export function PlanCard({ title = 'What will happen', children, actions, summary, hint }: PlanCardProps) {
  const [open, setOpen] = useState(false);
  const bodyId = useId();
  return (
    <section
      aria-label={title}
      className="border-line bg-surface max-desk:sticky max-desk:bottom-(--bar-height,0px) max-desk:z-20 max-desk:-mx-4 max-desk:-mb-4 max-desk:border-t desk:sticky desk:top-18 desk:flex desk:max-h-[calc(100dvh-88px-var(--bar-height,36px))] desk:flex-col desk:self-start desk:rounded-card desk:border"
    >
      <h2 className="hidden border-line border-b px-4 py-3.5 text-section desk:block">{title}</h2>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={bodyId}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full items-center gap-2 px-4 pt-1 text-left -outline-offset-2 desk:hidden"
      >
        <span className="min-w-0 flex-1 truncate text-ink-2">{open ? title : summary}</span>
        <ChevronUp size={16} strokeWidth={1.5} aria-hidden className={cx('text-ink-3', open && 'rotate-180')} />
      </button>
      <div
        id={bodyId}
        className={cx(
          'px-4 desk:block desk:min-h-0 desk:overflow-y-auto desk:pt-3.5',
          open ? 'max-h-[50dvh] overflow-y-auto pb-2' : 'hidden',
        )}
      >
        {children}
      </div>
      <div className="px-4 pb-3.5 desk:pt-3.5">
        <div className="flex gap-2 [&>:first-child]:flex-1">{actions}</div>
        {hint != null && <div className="mt-1.5 text-caption text-ink-3 max-desk:hidden">{hint}</div>}
      </div>
    </section>
  );
}
