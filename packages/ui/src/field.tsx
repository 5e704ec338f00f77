'use client';
import { createContext, type ReactNode, use, useId } from 'react';
import { cx } from './cx.ts';

/** What a Field tells the control inside it. */
type FieldWiring = {
  id: string;
  labelId: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
};

const FieldContext = createContext<FieldWiring | null>(null);

/** The wiring of the Field around this control, or null outside of one. */
export const useField = (): FieldWiring | null => use(FieldContext);

/** The attributes for a native control, its own props first. */
export function useControlProps(own: { id?: string | undefined; 'aria-describedby'?: string | undefined }) {
  const field = useField();
  return {
    id: own.id ?? field?.id,
    'aria-describedby': own['aria-describedby'] ?? field?.['aria-describedby'],
    'aria-invalid': field?.['aria-invalid'],
  };
}

type FieldProps = {
  label: ReactNode;
  /** Grey, beside the label: "optional". */
  note?: ReactNode;
  /** Below the control; the error takes its place. */
  hint?: ReactNode;
  error?: ReactNode;
  /** The label names a group (cards, chips) and not one control. */
  group?: boolean;
  /** At the right of the label: a button that fills the control. */
  action?: ReactNode;
  /** A heading-sized label, for the sections of a long form. */
  large?: boolean;
  children: ReactNode;
  className?: string;
};

/** Label above, hint below, error in place of the hint; wires the control inside to all three. */
export function Field({
  label,
  note,
  hint,
  error,
  action,
  group = false,
  large = false,
  children,
  className,
}: FieldProps) {
  const id = useId();
  const said = error ?? hint;
  const wiring: FieldWiring = {
    id: `${id}-control`,
    labelId: `${id}-label`,
    'aria-describedby': said ? `${id}-said` : undefined,
    'aria-invalid': error ? true : undefined,
  };
  const gap = large ? 'mb-2' : 'mb-1.25';
  const labelClass = cx('block w-fit', large ? 'text-section' : 'font-[550]', action == null && gap);
  const words = (
    <>
      {label}
      {note != null && <span className="font-normal text-ink-3"> {note}</span>}
    </>
  );
  const name = group ? (
    <span id={wiring.labelId} className={labelClass}>
      {words}
    </span>
  ) : (
    <label id={wiring.labelId} htmlFor={wiring.id} className={labelClass}>
      {words}
    </label>
  );
  return (
    <div className={cx('min-w-0', className)}>
      {action == null ? (
        name
      ) : (
        <div className={cx('flex items-center justify-between gap-3', gap)}>
          {name}
          {action}
        </div>
      )}
      <FieldContext value={wiring}>{children}</FieldContext>
      <div
        id={`${id}-said`}
        aria-live="polite"
        className={cx('mt-1 text-caption', !group && 'min-h-4', error ? 'text-red-ink' : 'text-ink-3')}
      >
        {said}
      </div>
    </div>
  );
}
