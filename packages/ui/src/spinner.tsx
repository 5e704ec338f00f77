import { cx } from './cx.ts';

type SpinnerProps = {
  /** Said to screen readers; without it the spinner is decoration beside words. */
  label?: string;
  className?: string;
};

/** A broken ring in the current colour; with reduced motion it stands still and still reads as "under way". */
export function Spinner({ label, className }: SpinnerProps) {
  return (
    <span
      role="img"
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={cx(
        'inline-block size-2.5 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent',
        className,
      )}
    />
  );
}
