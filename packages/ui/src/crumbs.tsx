'use client';
import { useRender } from '@base-ui/react/use-render';
import { Fragment, type ReactElement, type ReactNode } from 'react';

export type Crumb = {
  label: ReactNode;
  /** The router's link; the last crumb is where one stands and has none. */
  render?: ReactElement;
};

/** Where one stands: "web-shop / VMs / shop-web-02". */
export function Crumbs({ items }: { items: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-2">
        {items.map((item, index) => {
          const last = index === items.length - 1;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a crumb's place is its identity
            <Fragment key={index}>
              {index > 0 && (
                <li aria-hidden className="text-ink-3">
                  /
                </li>
              )}
              <li
                aria-current={last ? 'page' : undefined}
                className={last ? 'min-w-0 truncate font-[550] text-ink' : 'min-w-6 shrink-[9] truncate text-ink-2'}
              >
                {item.render && !last ? <CrumbLink render={item.render}>{item.label}</CrumbLink> : item.label}
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}

function CrumbLink({ render, children }: { render: ReactElement; children: ReactNode }) {
  return useRender({
    render,
    props: {
      className: 'inline-block rounded-tag py-2 align-middle -outline-offset-2 hover:text-ink pointer-coarse:py-3',
      children,
    },
  });
}
