import type { ReactNode } from 'react';
import { cx } from './cx.ts';

/** A key, in the colour of what it stands on. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cx(
        'rounded-tag border border-current/25 px-1.25 font-medium font-mono text-tiny pointer-coarse:hidden',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
