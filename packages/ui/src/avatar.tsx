import { cx } from './cx.ts';
import { initials } from './format.ts';

/** A person's initials in a disc; decoration, so say the name beside it or as its button's label. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cx(
        'grid size-6.5 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-tiny',
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
