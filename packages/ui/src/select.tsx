'use client';
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { useField } from './field.tsx';
import { controlClass } from './input.tsx';
import { itemClass, popupClass } from './menu.tsx';

export type SelectOption<V extends string> = { value: V; label: string; hint?: ReactNode; disabled?: boolean };

export type SelectProps<V extends string> = {
  options: readonly SelectOption<V>[];
  value: V | null;
  onValueChange: (value: V) => void;
  onBlur?: () => void;
  placeholder?: string;
  name?: string;
  disabled?: boolean;
  /** Its name when it doesn't stand in a Field. */
  label?: string;
  className?: string;
};

/** One of many, as a list that opens; for few choices ChoiceCards show more. */
export function Select<V extends string>({
  options,
  value,
  onValueChange,
  onBlur,
  placeholder = 'Choose',
  name,
  disabled,
  label,
  className,
}: SelectProps<V>) {
  const field = useField();
  return (
    <Base.Root<V>
      items={[...options]}
      value={value}
      name={name}
      disabled={disabled}
      onValueChange={(next) => {
        if (next !== null) onValueChange(next);
      }}
    >
      <Base.Trigger
        id={field?.id}
        aria-label={label}
        aria-labelledby={label ? undefined : field?.labelId}
        aria-describedby={field?.['aria-describedby']}
        aria-invalid={field?.['aria-invalid']}
        onBlur={onBlur}
        className={cx(
          controlClass,
          'flex h-8 bg-surface items-center justify-between gap-2 px-2.5 text-left pointer-coarse:h-11',
          className,
        )}
      >
        <Base.Value className="min-w-0 truncate data-placeholder:text-ink-3" placeholder={placeholder} />
        <Base.Icon className="shrink-0 text-ink-3">
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} collisionPadding={8} className="z-50">
          <Base.Popup className={cx(popupClass, 'min-w-(--anchor-width) max-w-100')}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} disabled={option.disabled} className={itemClass}>
                <Base.ItemText className="min-w-0 truncate">{option.label}</Base.ItemText>
                {option.hint != null && <span className="min-w-0 truncate text-ink-3">{option.hint}</span>}
                <Base.ItemIndicator className="ml-auto text-accent">
                  <Check size={14} strokeWidth={1.5} aria-hidden />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
