import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { type Tone, toneClass } from './state-badge.tsx';

/** A sentence that the whole page should know, with a bar in the colour of its state. */
export function Note({
  tone = 'warn',
  actions,
  children,
  className,
}: {
  tone?: Tone;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cx(
        'relative mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 overflow-clip rounded-[8px] border border-line bg-surface py-2.5 pr-3.5 pl-4.25',
        className,
      )}
    >
      <span aria-hidden className={cx('absolute inset-y-0 left-0 w-0.75 bg-current', toneClass[tone])} />
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {actions}
    </div>
  );
}
