'use client';
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

const listClass =
  '-mx-6 mb-5 flex gap-5 overflow-x-auto border-line border-b px-6 [scrollbar-width:none] max-desk:-mx-4 max-desk:mb-4 max-desk:px-4';
const tabClass =
  'relative -mx-1.5 shrink-0 whitespace-nowrap rounded-tag px-1.5 py-2.25 -outline-offset-2 transition-colors duration-100 hover:text-ink pointer-coarse:py-3';
const activeClass = 'font-[550] text-ink after:absolute after:inset-x-1.5 after:bottom-0 after:h-0.5 after:bg-ink';
const restClass = 'text-ink-2';

type TabsProps = {
  tabs: readonly { value: string; label: ReactNode; content: ReactNode }[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
};

/** The line of tabs before the page is there, as high as it will be. */
export function TabsLoading({ labels }: { labels: readonly string[] }) {
  return (
    <div aria-hidden className={listClass}>
      {labels.map((label) => (
        <span key={label} className={cx(tabClass, 'text-ink-3')}>
          {label}
        </span>
      ))}
    </div>
  );
}

/** Several views of one thing on one page; the line below goes from edge to edge of the page. */
export function Tabs({ tabs, value, defaultValue, onValueChange }: TabsProps) {
  return (
    <Base.Root
      value={value}
      defaultValue={defaultValue ?? tabs[0]?.value}
      onValueChange={(next) => onValueChange?.(String(next))}
    >
      <Base.List className={listClass}>
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className={(state) => cx(tabClass, state.active ? activeClass : restClass)}
          >
            {/* The bold word keeps its place from the start, so that no tab moves its neighbours. */}
            <span className="grid">
              <span className="col-start-1 row-start-1">{tab.label}</span>
              <span aria-hidden className="invisible col-start-1 row-start-1 font-[550]">
                {tab.label}
              </span>
            </span>
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
