'use client';
import { useRender } from '@base-ui/react/use-render';
import { ChevronUp } from 'lucide-react';
import { lazy, type ReactElement, type ReactNode, Suspense, useId, useRef, useState } from 'react';
import { cx } from './cx.ts';
import { Progress } from './meter.tsx';
import { Skeleton } from './skeleton.tsx';
import { Spinner } from './spinner.tsx';
import { Dot, type Tone, toneClass } from './state-badge.tsx';
import { useWanted } from './use-wanted.ts';

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
  /** Beside it, in the panel: to cancel it. */
  action?: ReactNode;
};

type ActivityBarProps = {
  label: string;
  /** Under way, the newest first: that one is in the line. undefined: not known yet. */
  active: readonly Activity[] | undefined;
  /** In the line while nothing is under way. */
  idle: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Told when the sheet of a phone opens, which is never remembered. */
  onSheet?: (open: boolean) => void;
  /** What was done last, in the panel below what is under way; undefined: not known yet. */
  recent: readonly Activity[] | undefined;
  /** In the panel when there is neither. */
  empty: ReactNode;
  /** In the panel's head, and on a phone in the sheet's: the way to all of them. */
  more?: ReactNode;
};

/** At the bottom of every page: what is under way, in one line that is always there; it opens into a panel, on a phone into a sheet. */
export function ActivityBar(props: ActivityBarProps) {
  const { label, active = [], idle, open, onOpenChange } = props;
  const panelId = useId();
  const [first] = active;
  const others = active.length - 1;
  const word = others > 0 ? `${others} more` : label;
  return (
    <section aria-label={label} className="border-line border-t bg-surface">
      <div className="flex items-center pr-3 pl-6 max-desk:pr-1 max-desk:pl-4">
        <div className="min-w-0 flex-1">
          {first ? (
            <ActivityRow activity={first} />
          ) : (
            <div className="flex h-8.5 items-center text-ink-3 pointer-coarse:h-11">{props.active && idle}</div>
          )}
        </div>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={panelId}
          onClick={() => onOpenChange(!open)}
          className={cx(toggleClass, 'max-desk:hidden')}
        >
          {open ? label : word}
          <ChevronUp size={14} strokeWidth={1.5} aria-hidden className={cx(open && 'rotate-180')} />
        </button>
        <SheetButton {...props} word={word} />
      </div>
      <div id={panelId} hidden={!open} className="border-line border-t max-desk:hidden">
        {open && (
          <div className="h-[min(252px,38dvh)] overflow-y-auto overscroll-contain">
            <Rows {...props} />
            {props.more && <div className="px-6 py-2">{props.more}</div>}
          </div>
        )}
      </div>
    </section>
  );
}

const toggleClass =
  'flex h-8.5 shrink-0 items-center gap-1 whitespace-nowrap px-3 text-caption text-ink-2 -outline-offset-2 hover:text-ink pointer-coarse:h-11';

const Sheet = lazy(async () => ({ default: (await import('./activity-sheet.tsx')).ActivitySheet }));

/** The same on a phone, where the panel is a sheet. */
function SheetButton({ word, ...props }: ActivityBarProps & { word: string }) {
  const { label, more, onSheet } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onSheet?.(next);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => change(true)}
        className={cx(toggleClass, 'desk:hidden')}
      >
        {word}
        <ChevronUp size={14} strokeWidth={1.5} aria-hidden />
      </button>
      {useWanted(open) && (
        <Suspense>
          <Sheet open={open} onOpenChange={change} label={label} more={more} anchor={button}>
            <Rows {...props} />
          </Sheet>
        </Suspense>
      )}
    </>
  );
}

function Rows({ active, recent, empty }: Pick<ActivityBarProps, 'active' | 'recent' | 'empty'>) {
  const rows = [...(active ?? []), ...(recent ?? [])];
  if (rows.length === 0) {
    if (active && recent) return <div className="px-6 py-8 text-center text-ink-2">{empty}</div>;
    return (
      <div className="grid h-8.5 items-center px-6">
        <Skeleton className="w-40" />
      </div>
    );
  }
  return (
    <ul className="divide-y divide-line">
      {rows.map((activity) => (
        <li key={activity.key} className="flex items-center gap-3 pr-6 pl-6 max-desk:px-4">
          <div className="min-w-0 flex-1">
            <ActivityRow activity={activity} />
          </div>
          {/* Its place is kept, so that the columns of all rows agree. */}
          <span className="flex w-19 shrink-0 justify-end max-desk:w-auto">{activity.action}</span>
        </li>
      ))}
    </ul>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  const { tone, spinning, title, detail, progress, progressLabel, time, render } = activity;
  return useRender({
    render,
    defaultTagName: 'div',
    props: {
      className:
        'grid h-8.5 grid-cols-[18px_minmax(160px,240px)_minmax(0,1fr)_minmax(0,160px)_88px] items-center gap-2.5 -outline-offset-2 max-desk:grid-cols-[18px_minmax(0,1fr)_auto] pointer-coarse:h-11',
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
