import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type KeyValueItem = { label: ReactNode; value: ReactNode; key?: string };

/** Facts with their names, a hairline between; meant to stand in a flush Card. */
export function KeyValue({ items, className }: { items: readonly KeyValueItem[]; className?: string }) {
  return (
    <dl className={cx('divide-y divide-line', className)}>
      {items.map((item, index) => (
        <div
          key={item.key ?? (typeof item.label === 'string' ? item.label : index)}
          className="grid min-h-9.25 grid-cols-[minmax(88px,120px)_minmax(0,1fr)] px-4 py-2"
        >
          <dt className="pr-3 text-ink-3">{item.label}</dt>
          <dd className="min-w-0 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
