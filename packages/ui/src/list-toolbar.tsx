'use client';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type ListToolbarProps = {
  /** The search field. */
  search: ReactNode;
  /** Saved searches, as chips. */
  chips?: ReactNode;
  /** At the right: columns, export. */
  actions?: ReactNode;
  /** In place of all of it while something is selected: a BulkBar. */
  bulk?: ReactNode;
};

/** The line over a list. What is done with a selection takes its place without moving anything. */
export function ListToolbar({ search, chips, actions, bulk }: ListToolbarProps) {
  const replaced = Boolean(bulk);
  return (
    <div
      className={cx(
        'mb-3 grid [&>*]:col-start-1 [&>*]:row-start-1',
        // Wherever one selects in a long list, what can be done stays in sight: over the heads, which say nothing then.
        replaced && 'sticky top-12 z-20 before:absolute before:-inset-1 before:-z-1 before:bg-bg',
      )}
    >
      <div inert={replaced} className={cx('flex flex-wrap items-center gap-2', replaced && 'invisible')}>
        <div className="flex min-w-60 flex-1 items-center max-sm:min-w-full">{search}</div>
        {(chips != null || actions != null) && (
          <div className="flex min-w-0 max-w-full items-center gap-2 max-sm:w-full">
            {chips != null && (
              <div className="flex min-w-0 items-center gap-2 overflow-x-auto p-0.5 [scrollbar-width:none] max-sm:flex-1">
                {chips}
              </div>
            )}
            {actions != null && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
          </div>
        )}
      </div>
      {replaced && <div className="flex min-w-0 items-center self-stretch">{bulk}</div>}
    </div>
  );
}

type BulkBarProps = {
  /** "12 selected" */
  count: ReactNode;
  /** "Select all 5,000 that match" */
  more?: ReactNode;
  onClear: () => void;
  children: ReactNode;
};

/** What may be done with a selection. */
export function BulkBar({ count, more, onClear, children }: BulkBarProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend
    <div
      role="group"
      aria-label="With the selection"
      className="flex h-full min-h-8 w-full min-w-0 flex-wrap content-center items-center gap-x-3 gap-y-1 rounded-control bg-accent-soft px-3"
    >
      <span role="status" className="whitespace-nowrap font-[550]">
        {count}
      </span>
      {more}
      <button type="button" onClick={onClear} className="hit rounded-tag text-accent hover:underline">
        Clear
      </button>
      <div className="ml-auto flex min-w-0 items-center gap-2 overflow-x-auto p-0.5 [scrollbar-width:none]">
        {children}
      </div>
    </div>
  );
}
