'use client';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { useField } from './field.tsx';

/** The look of a chip that is not chosen. */
export const chipClass =
  'hit inline-flex h-6.5 select-none items-center gap-1 whitespace-nowrap rounded-[6px] border border-line bg-surface px-2 text-caption text-ink-2 transition-colors duration-100 hover:bg-hover pointer-coarse:h-9';

type ChipChoice<V extends string> = { value: V; title: ReactNode };

type ChoiceChipsProps<V extends string> = {
  choices: readonly ChipChoice<V>[];
  values: readonly V[];
  onValuesChange: (values: V[]) => void;
  onBlur?: () => void;
  name?: string;
  label?: string;
  /** At the end of the row: a "+ Add key" button. */
  children?: ReactNode;
  className?: string;
};

/** Any of several, as chips; native checkboxes underneath. */
export function ChoiceChips<V extends string>({
  choices,
  values,
  onValuesChange,
  onBlur,
  name,
  label,
  children,
  className,
}: ChoiceChipsProps<V>) {
  const field = useField();
  const toggle = (value: V) =>
    onValuesChange(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and the Field's label is its name
    <div
      role="group"
      aria-label={label}
      aria-labelledby={label ? undefined : field?.labelId}
      aria-describedby={field?.['aria-describedby']}
      className={cx('flex flex-wrap items-center gap-2', className)}
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          className={cx(
            chipClass,
            'has-checked:border-accent-soft has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
          )}
        >
          <input
            type="checkbox"
            name={name}
            value={choice.value}
            checked={values.includes(choice.value)}
            onChange={() => toggle(choice.value)}
            onBlur={onBlur}
            className="absolute inset-0 size-full cursor-[inherit] appearance-none opacity-0"
          />
          {choice.title}
        </label>
      ))}
      {children}
    </div>
  );
}

/** A chip that does something: a filter that is on or off (`pressed`), or an action when `pressed` is left out. */
export function Chip({ pressed, onClick, children }: { pressed?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className={cx(chipClass, 'aria-pressed:border-accent-soft aria-pressed:bg-accent-soft aria-pressed:text-accent')}
    >
      {children}
    </button>
  );
}
