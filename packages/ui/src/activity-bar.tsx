'use client';
import { useRender } from '@base-ui/react/use-render';
import { ChevronUp } from 'lucide-react';
import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { cx } from './cx.ts';
import { Progress } from './meter.tsx';
import { Spinner } from './spinner.tsx';
import { Dot, type Tone, toneClass } from './state-badge.tsx';

export type Activity = {
  key: string;
  tone: Tone;
  /** Turns while it is under way; a dot once it ended. */
  spinning: boolean;
  title: ReactNode;
  /** "Step 4 of 6: start domain on hv-07". Left out on a phone. */
  detail?: ReactNode;
  /** 0 to 1; null: can't be told; undefined: no bar. */
  progress?: number | null;
  progressLabel?: string;
  time?: ReactNode;
  /** The router's link to all about it. */
  render?: ReactElement;
};

type ActivityBarProps = { label: string; activities: readonly Activity[] };

/** What is under way, at the bottom of every page: the newest in one line, the others behind a button. Nothing under way: nothing there. */
export function ActivityBar({ label, activities }: ActivityBarProps) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  const more = activities.length - 1;
  if (activities.length === 0) return null;
  const shown = open ? activities : activities.slice(0, 1);
  return (
    <section aria-label={label} className="relative border-line border-t bg-surface">
      <ul id={listId} className="max-h-[40dvh] divide-y divide-line overflow-y-auto">
        {shown.map((activity) => (
          <li key={activity.key} className={cx('px-6 max-desk:px-4', more > 0 && 'pr-26 max-desk:pr-24')}>
            <ActivityRow activity={activity} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button
          type="button"
          aria-expanded={open}
          aria-controls={listId}
          onClick={() => setOpen(!open)}
          className="absolute top-0 right-4 flex h-8.5 items-center gap-1 whitespace-nowrap px-2 text-ink-2 text-caption hover:text-ink max-desk:right-2 pointer-coarse:h-11"
        >
          {open ? 'Fewer' : `${more} more`}
          <ChevronUp size={14} strokeWidth={1.5} aria-hidden className={cx(open && 'rotate-180')} />
        </button>
      )}
    </section>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  const { tone, spinning, title, detail, progress, progressLabel, time, render } = activity;
  return useRender({
    render,
    defaultTagName: 'div',
    props: {
      className:
        'grid h-8.5 grid-cols-[18px_minmax(160px,240px)_minmax(0,1fr)_180px_70px] items-center gap-2.5 -outline-offset-2 max-desk:grid-cols-[18px_minmax(0,1fr)_auto] pointer-coarse:h-11',
      children: (
        <>
          <span className={cx('grid place-items-center justify-self-start', toneClass[tone])}>
            {spinning ? <Spinner /> : <Dot className="mx-px" />}
          </span>
          <span className="truncate">{title}</span>
          <span className="truncate text-ink-2 max-desk:hidden">{detail}</span>
          <span className="max-desk:hidden">
            {progress !== undefined && <Progress label={progressLabel ?? 'Progress'} value={progress} />}
          </span>
          <span className="text-right text-ink-3">{time}</span>
        </>
      ),
    },
  });
}
