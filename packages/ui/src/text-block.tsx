'use client';
import { CopyButton } from './copy-line.tsx';
import { cx } from './cx.ts';

type TextBlockProps = {
  /** Names it for screen readers and its button: "Domain XML". */
  label: string;
  text: string;
  className?: string;
};

/** Text for machines, whole: it scrolls inside, and is copied by a button. */
export function TextBlock({ label, text, className }: TextBlockProps) {
  return (
    <section aria-label={label} className={cx('relative overflow-hidden rounded-control bg-sunken', className)}>
      <CopyButton
        text={text}
        variant="ghost"
        aria-label={`Copy the ${label}`}
        className="absolute top-1.5 right-1.5 bg-sunken"
      />
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard's focus
        tabIndex={0}
        className="mono max-h-110 overflow-auto px-3 py-2.5 leading-4.75 -outline-offset-2"
      >
        {text.trimEnd()}
      </pre>
    </section>
  );
}
