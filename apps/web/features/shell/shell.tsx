'use client';

import { AppFrame } from '@virtfleet/ui/app-frame';
import { loadConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { loadDialog } from '@virtfleet/ui/dialog';
import { Logo } from '@virtfleet/ui/logo';
import { loadMenu } from '@virtfleet/ui/menu';
import { Note } from '@virtfleet/ui/note';
import { loadPopover } from '@virtfleet/ui/popover';
import { loadToasts } from '@virtfleet/ui/toast';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { Bell } from '../notifications/bell.tsx';
import { OperationsBar } from '../operations/bar.tsx';
import { AccountMenu } from '../session/account-menu.tsx';
import { useMe } from '../session/me.tsx';
import { SessionOver } from '../session/session-over.tsx';
import { useAtRest } from './at-rest.ts';
import { ConnectionLost } from './connection-lost.tsx';
import { useCurrent } from './current.ts';
import { useFrameKeys } from './frame-keys.ts';
import { LiveDot } from './live-dot.tsx';
import { Nav } from './nav.tsx';
import { PageCrumbs } from './page-crumbs.tsx';
import { PaletteDoor } from './palette/palette-door.tsx';
import { RememberVisit } from './palette/remember-visit.tsx';
import { PlaceSwitcher } from './place-switcher.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';

/** The frame around every page of a signed-in person. */
export function Shell({ panelOpen, children }: { panelOpen: boolean; children: ReactNode }) {
  const me = useMe();
  const current = useCurrent(me);
  const [shown, setShown] = useState<'palette' | 'shortcuts' | null>(null);
  const showing = (what: 'palette' | 'shortcuts') => (open: boolean) => setShown(open ? what : null);
  // From then on a menu opens at once, and also without a network.
  useAtRest(() => {
    void import('./shortcuts.tsx');
    void import('../operations/controls.tsx');
    for (const load of [loadMenu, loadDialog, loadConfirmDialog, loadPopover, loadToasts]) void load();
  });
  useFrameKeys({
    isAdmin: me.isAdmin,
    current,
    onSearch: () => setShown('palette'),
    onShortcuts: () => setShown('shortcuts'),
  });
  return (
    <AppFrame
      brand={
        <Link href="/" className="rounded-tag">
          <Logo />
        </Link>
      }
      switcher={<PlaceSwitcher me={me} current={current} />}
      nav={<Nav {...current} />}
      crumbs={<PageCrumbs />}
      top={
        <>
          <PaletteDoor
            open={shown === 'palette'}
            onOpenChange={showing('palette')}
            me={me}
            current={current}
            onShortcuts={() => setShown('shortcuts')}
          />
          <LiveDot />
          <Bell />
          <AccountMenu me={me} />
        </>
      }
      bar={
        (current.inFleet || current.project) && (
          <OperationsBar project={current.inFleet ? null : current.project} startOpen={panelOpen} />
        )
      }
    >
      <SessionOver />
      <noscript>
        <Note>
          <b className="font-[550]">This browser runs no JavaScript:</b> what happens is not shown by itself, and
          nothing can be changed. Allow it for this site, then load the page again.
        </Note>
      </noscript>
      {me.simulated && (
        <Note>
          <b className="font-[550]">These hosts are simulated:</b> nothing runs in their VMs, and nobody can sign in to
          them.
        </Note>
      )}
      {children}
      <ConnectionLost />
      <RememberVisit userId={me.id} />
      <ShortcutsSheet open={shown === 'shortcuts'} onOpenChange={showing('shortcuts')} />
    </AppFrame>
  );
}
