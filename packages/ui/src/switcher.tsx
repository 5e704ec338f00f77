'use client';
import { ChevronsUpDown } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Menu, MenuGroup, MenuLink } from './menu.tsx';

type SwitcherItem = { key: string; label: string; fact?: ReactNode; render: ReactElement; active: boolean };

type SwitcherProps = {
  /** What is switched: "Project". */
  label: string;
  items: readonly SwitcherItem[];
};

/** Where one is, and a menu of where else one may be; at the top of the nav. */
export function Switcher({ label, items }: SwitcherProps) {
  const current = items.find((item) => item.active);
  return (
    <Menu
      align="start"
      matchWidth
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${current?.label ?? 'none'}`}
          className="flex min-h-8 w-full items-center justify-between gap-2 rounded-control border border-line bg-surface px-2.5 text-left transition-colors duration-100 hover:bg-hover pointer-coarse:min-h-11"
        >
          <span className="min-w-0 truncate font-[550]">{current?.label ?? label}</span>
          <ChevronsUpDown size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-ink-3" />
        </button>
      }
    >
      <MenuGroup title={label}>
        {items.map((item) => (
          <MenuLink key={item.key} render={item.render} active={item.active} hint={item.fact}>
            {item.label}
          </MenuLink>
        ))}
      </MenuGroup>
    </Menu>
  );
}
