'use client';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { cx } from './cx.ts';
import { useControlProps } from './field.tsx';

/** The look of every text control: a hairline that turns accent with focus and red with an error. */
export const controlClass =
  'field-type w-full min-w-0 rounded-control border border-line-strong text-ink transition-colors duration-100 placeholder:text-ink-3 not-aria-invalid:focus-within:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-red aria-invalid:outline-red disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3';

type InputProps = Omit<ComponentPropsWithRef<'input'>, 'size'> & {
  /** For names on hosts, addresses, commands. */
  mono?: boolean;
  /** Inside, before the text: "/" of a search field. */
  lead?: ReactNode;
};

export function Input({ mono, lead, className, ...rest }: InputProps) {
  const wiring = useControlProps(rest);
  const input = (
    <input
      autoComplete="off"
      spellCheck={mono ? false : undefined}
      {...rest}
      {...wiring}
      className={cx(
        controlClass,
        'h-8 bg-surface px-2.5 pointer-coarse:h-11',
        mono && 'mono',
        lead != null && 'pl-6',
        className,
      )}
    />
  );
  if (lead == null) return input;
  return (
    <div className="relative">
      <span aria-hidden className="mono pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-ink-3">
        {lead}
      </span>
      {input}
    </div>
  );
}
