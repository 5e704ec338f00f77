'use client';

import type { MeView } from '@virtfleet/contracts/views';
import { Avatar } from '@virtfleet/ui/avatar';
import { Menu, MenuItem, MenuLink, MenuSeparator } from '@virtfleet/ui/menu';
import { ThemeMenu } from '@virtfleet/ui/theme-toggle';
import Link from 'next/link';
import { signOut } from './sign-out.ts';

/** Who is signed in, how it looks, and the way out. */
export function AccountMenu({ me }: { me: MeView }) {
  return (
    <Menu
      trigger={
        <button type="button" aria-label={`Account: ${me.name}`} className="hit grid rounded-full">
          <Avatar name={me.name} />
        </button>
      }
    >
      <div className="px-2.5 pt-2 pb-2.5">
        <div className="truncate font-[550]">{me.name}</div>
        <div className="truncate text-ink-2">{me.email}</div>
        {me.isAdmin && <div className="text-ink-3">Fleet admin</div>}
      </div>
      <MenuSeparator />
      <MenuLink render={<Link href="/account" />}>Your account</MenuLink>
      <MenuSeparator />
      <ThemeMenu />
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut()}>Sign out</MenuItem>
    </Menu>
  );
}
