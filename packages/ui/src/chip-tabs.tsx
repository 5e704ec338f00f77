'use client';
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { chipClass } from './choice-chips.tsx';
import { cx } from './cx.ts';

type ChipTabsProps = {
  /** Names the row of chips. */
  label: string;
  tabs: readonly { value: string; label: ReactNode; content: ReactNode }[];
  defaultValue?: string;
};

/** Several views of one thing inside a card or a dialog: chips where a page has tabs. */
export function ChipTabs({ label, tabs, defaultValue }: ChipTabsProps) {
  return (
    <Base.Root defaultValue={defaultValue ?? tabs[0]?.value}>
      <Base.List aria-label={label} className="mb-3 flex flex-wrap gap-2">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className={cx(
              chipClass,
              'aria-selected:border-accent-soft aria-selected:bg-accent-soft aria-selected:text-accent',
            )}
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="-outline-offset-2">
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
