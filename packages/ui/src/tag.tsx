import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type TagProps = {
  children: string;
  /** Makes it removable: a button of its own behind the word. */
  onRemove?: (() => void) | undefined;
  className?: string;
};

/** A word that people gave to a thing. */
export function Tag({ children, onRemove, className }: TagProps) {
  return (
    <span
      className={cx(
        'inline-flex h-4.5 max-w-full items-center rounded-tag border border-line bg-surface text-ink-2 text-tiny',
        onRemove ? 'pl-1.25' : 'px-1.25',
        className,
      )}
    >
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={`Remove ${children}`}
          onClick={onRemove}
          className="hit grid h-full w-5 shrink-0 place-items-center rounded-tag text-ink-3 hover:text-ink"
        >
          <X size={12} strokeWidth={1.5} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** Tags in a row; `most`: the others are counted behind, so that a line stays a line. */
export function Tags({ tags, most, children }: { tags: readonly string[]; most?: number; children?: ReactNode }) {
  const shown = most === undefined ? tags : tags.slice(0, most);
  const more = tags.length - shown.length;
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-1">
      {shown.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {more > 0 && (
        <span className="text-ink-3 text-tiny" title={tags.slice(shown.length).join(', ')}>
          +{more}
        </span>
      )}
      {children}
    </span>
  );
}
