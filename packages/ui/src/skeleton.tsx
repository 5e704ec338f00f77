import { cx } from './cx.ts';

/** Where a line of text will stand: its height from the start, so that nothing jumps. `className` says how wide: "w-24". */
export function Skeleton({ className = 'w-24' }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cx(
        'inline-block h-3 animate-breathe rounded-tag bg-line align-middle',
        className ?? 'w-24',
        className,
      )}
    />
  );
}
