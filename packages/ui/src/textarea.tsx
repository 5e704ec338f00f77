'use client';
import {
  type ComponentPropsWithRef,
  type ReactNode,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { cx } from './cx.ts';
import { useControlProps } from './field.tsx';
import { controlClass } from './input.tsx';

type TextareaProps = ComponentPropsWithRef<'textarea'> & {
  /** Text for machines: mono, not wrapped, not corrected. */
  mono?: boolean;
  /** Numbers at the left; asks for mono, since a wrapped line has no number. */
  lineNumbers?: boolean;
};

export function Textarea({
  mono = false,
  lineNumbers = false,
  className,
  rows = 4,
  ref,
  onInput,
  ...rest
}: TextareaProps) {
  const wiring = useControlProps(rest);
  const own = useRef<HTMLTextAreaElement>(null);
  const [lines, setLines] = useState(1);
  const count = () => setLines((own.current?.value ?? '').split('\n').length);
  // Forms own the value, so it is read from the element after each commit.
  useLayoutEffect(() => {
    if (lineNumbers) count();
  });
  useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(ref, () => own.current, []);
  const machine = mono || lineNumbers;
  const area = (
    <textarea
      rows={rows}
      {...(machine ? { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off', wrap: 'off' } : {})}
      {...rest}
      {...wiring}
      ref={own}
      onInput={(event) => {
        onInput?.(event);
        if (lineNumbers) count();
      }}
      className={cx(
        controlClass,
        'block resize-y px-2.5 py-1.5',
        machine ? 'mono bg-sunken leading-4.75' : 'bg-surface',
        // Grows with its text up to 20 lines, then scrolls.
        'field-sizing-content max-h-100',
        lineNumbers && 'pl-10',
        className,
      )}
      style={{ minHeight: `${rows * 19 + 14}px`, ...rest.style }}
    />
  );
  if (!lineNumbers) return area;
  return <Numbered lines={lines}>{area}</Numbered>;
}

function Numbered({ lines, children }: { lines: number; children: ReactNode }) {
  const gutter = useRef<HTMLDivElement>(null);
  return (
    <div
      className="relative overflow-hidden rounded-control"
      onScrollCapture={(event) => {
        const from = event.target;
        if (gutter.current && from instanceof HTMLTextAreaElement)
          gutter.current.style.translate = `0 ${-from.scrollTop}px`;
      }}
    >
      {children}
      <div
        aria-hidden
        className="pointer-events-none absolute inset-y-px left-px w-8 overflow-hidden rounded-l-control"
      >
        <div ref={gutter} className="mono field-type py-1.5 text-right leading-4.75 text-ink-3 tabular-nums">
          {Array.from({ length: lines }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its identity
            <div key={index}>{index + 1}</div>
          ))}
        </div>
      </div>
    </div>
  );
}
