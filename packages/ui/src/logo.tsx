import { cx } from './cx.ts';

/** The mark: three hosts, the middle one yours. */
function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 18 18" aria-hidden className={cx('size-4.5', className)}>
      <rect x="1" y="2" width="16" height="4" rx="1.5" className="fill-ink" />
      <rect x="1" y="7" width="11" height="4" rx="1.5" className="fill-accent" />
      <rect x="1" y="12" width="6" height="4" rx="1.5" className="fill-ink opacity-45" />
    </svg>
  );
}

export function Logo({ size = 'md', className }: { size?: 'md' | 'lg'; className?: string }) {
  return (
    <span
      className={cx(
        'inline-flex items-center gap-2 font-semibold tracking-[-0.01em]',
        size === 'md' ? 'text-section' : 'text-[18px] leading-6',
        className,
      )}
    >
      <Mark className={size === 'lg' ? 'size-5' : undefined} />
      Virtfleet
    </span>
  );
}
