import { cx } from './cx.ts';

/** Where a line of text will stand: its height from the start, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cx('inline-block h-3 w-24 animate-breathe rounded-tag bg-line align-middle', className)}
    />
  );
}
