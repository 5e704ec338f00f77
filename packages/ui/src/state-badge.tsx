import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Spinner } from './spinner.tsx';

/** ok: as wished · idle: at rest · busy: being done · moving: on its way elsewhere · bad: failed · warn: look at it. */
export type Tone = 'ok' | 'idle' | 'busy' | 'moving' | 'bad' | 'warn';

/** The text colour class of each tone, for dots (bg-current) and spinners. */
export const toneClass: Record<Tone, string> = {
  ok: 'text-green',
  idle: 'text-grey',
  busy: 'text-blue',
  moving: 'text-purple',
  bad: 'text-red',
  warn: 'text-amber',
};

type StateBadgeProps = {
  tone: Tone;
  /** A spinner in place of the dot; by default for busy and moving. */
  spinning?: boolean;
  /** The word. */
  children: ReactNode;
  /** Grey, beside the word: "host silent 40 s". */
  evidence?: ReactNode;
  className?: string;
};

export function StateBadge({
  tone,
  spinning = tone === 'busy' || tone === 'moving',
  children,
  evidence,
  className,
}: StateBadgeProps) {
  return (
    <span className={cx('inline-flex min-w-0 items-baseline gap-1.75 whitespace-nowrap', className)}>
      <span className={cx('grid size-2.5 shrink-0 place-items-center self-center', toneClass[tone])}>
        {spinning ? <Spinner /> : <Dot />}
      </span>
      <span className="text-ink">{children}</span>
      {evidence != null && <span className="min-w-0 truncate text-ink-3">{evidence}</span>}
    </span>
  );
}

/** A dot of the current colour, or of a tone. */
export function Dot({ tone, className }: { tone?: Tone; className?: string }) {
  return (
    <span
      aria-hidden
      className={cx('inline-block size-1.75 shrink-0 rounded-full bg-current', tone && toneClass[tone], className)}
    />
  );
}
