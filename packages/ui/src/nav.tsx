'use client';
import { useRender } from '@base-ui/react/use-render';
import { type ReactElement, type ReactNode, useId } from 'react';

type NavLinkProps = {
  /** The router's link: <Link href="…" />. */
  render: ReactElement;
  active?: boolean;
  /** How many, at the right. */
  count?: ReactNode;
  children: ReactNode;
};

/** A word in the left nav. */
export function NavLink({ render, active = false, count, children }: NavLinkProps) {
  return useRender({
    render,
    props: {
      'aria-current': active ? 'page' : undefined,
      className:
        'flex min-h-8 items-center justify-between gap-2 rounded-[6px] px-2.5 text-ink-2 transition-colors duration-100 hover:bg-line/50 hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:font-[550] aria-[current=page]:text-ink aria-[current=page]:shadow-[0_0_0_1px_var(--line)] pointer-coarse:min-h-11',
      children: (
        <>
          {children}
          {count != null && <span className="font-normal text-ink-3">{count}</span>}
        </>
      ),
    },
  });
}

/** A group of nav links with its quiet heading. */
export function NavSection({ title, children }: { title?: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-labelledby={title ? id : undefined} className="grid gap-px">
      {title && (
        <span id={id} className="px-2.5 pt-3.5 pb-1 font-medium text-ink-3 text-tiny">
          {title}
        </span>
      )}
      {children}
    </div>
  );
}
