'use client';

import type { Role } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { Menu, MenuRadioGroup, MenuRadioItem } from '@virtfleet/ui/menu';
import { ChevronDown } from 'lucide-react';
import { roles, roleWord } from './role-words.ts';

type RoleMenuProps = {
  /** Whose. */
  of: string;
  role: Role;
  /** Why it can't be changed now. */
  reason: string | null;
  pending: boolean;
  onChange: (role: Role) => void;
};

/** A role, and the menu that changes it. */
export function RoleMenu({ of, role, reason, pending, onChange }: RoleMenuProps) {
  const words = (
    <>
      {roleWord[role]} <ChevronDown size={14} strokeWidth={1.5} aria-hidden className="-mr-0.5 text-ink-3" />
    </>
  );
  const label = `Role of ${of}: ${roleWord[role]}`;
  const look = { size: 'sm', className: 'w-22 *:w-full *:justify-between', 'aria-label': label } as const;
  if (reason !== null)
    return (
      <ActionButton {...look} reason={reason}>
        {words}
      </ActionButton>
    );
  return (
    <Menu align="start" trigger={<Button {...look}>{words}</Button>}>
      <MenuRadioGroup title="Role" value={role} onValueChange={(next) => !pending && onChange(next)}>
        {roles.map(({ value, title, detail }) => (
          <MenuRadioItem key={value} value={value}>
            <span className="py-1.5">
              <span className="block font-[550]">{title}</span>
              <span className="block text-ink-2">{detail}</span>
            </span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}
