'use client';
import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import { useField } from './field.tsx';

export type Choice<V extends string> = {
  value: V;
  title: ReactNode;
  /** The second line: "2 vCPU · 4 GiB". */
  detail?: ReactNode;
  /** Why it can't be chosen now; shown in place of the detail. */
  reason?: string | null | undefined;
};

type ChoiceCardsProps<V extends string> = {
  choices: readonly Choice<V>[];
  value: V | null | undefined;
  onValueChange: (value: V) => void;
  onBlur?: () => void;
  name?: string;
  /** Its name when it doesn't stand in a Field with `group`. */
  label?: string;
  className?: string;
};

/** One of several, as cards. Native radios underneath: arrows move, forms see them, screen readers count them. */
export function ChoiceCards<V extends string>({
  choices,
  value,
  onValueChange,
  onBlur,
  name,
  label,
  className,
}: ChoiceCardsProps<V>) {
  const field = useField();
  const ownName = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      aria-labelledby={label ? undefined : field?.labelId}
      aria-describedby={field?.['aria-describedby']}
      aria-invalid={field?.['aria-invalid']}
      className={cx('grid grid-cols-[repeat(auto-fill,minmax(min(136px,calc(50%-4px)),1fr))] gap-2', className)}
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative min-w-0 rounded-[8px] border border-line-strong bg-surface px-3 py-2.25 transition-colors duration-100 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-disabled:border-line has-disabled:bg-transparent has-checked:shadow-[0_0_0_1px_var(--accent)] has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
        >
          <input
            type="radio"
            name={name ?? ownName}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.reason != null}
            onChange={() => onValueChange(choice.value)}
            onBlur={onBlur}
            className="absolute inset-0 size-full cursor-[inherit] appearance-none opacity-0"
          />
          <span className={cx('block break-words font-[550]', choice.reason != null && 'text-ink-3')}>
            {choice.title}
          </span>
          <span className={cx('block break-words', choice.reason != null ? 'text-ink-3' : 'text-ink-2')}>
            {choice.reason ?? choice.detail}
          </span>
        </label>
      ))}
    </div>
  );
}
