'use client';

import type { MeView } from '@virtfleet/contracts/views';
import { IconButton } from '@virtfleet/ui/button';
import { useHydrated } from '@virtfleet/ui/clock';
import { Kbd } from '@virtfleet/ui/kbd';
import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useEffectEvent, useState } from 'react';
import { useAtRest } from '../at-rest.ts';
import type { Current } from '../current.ts';
import { openDialog } from '../shortcut.ts';

const load = () => import('./command-palette.tsx').then(({ CommandPalette }) => CommandPalette);
/** Not of the first load: fetched when the page has come to rest, so that it opens at once. */
const CommandPalette = dynamic(load, { ssr: false });

type PaletteDoorProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  me: MeView;
  current: Current;
  onShortcuts: () => void;
};

/** The field in the top bar that is a button, Ctrl-K or ⌘K, and the palette that they open. */
export function PaletteDoor({ open, onOpenChange, me, current, onShortcuts }: PaletteDoorProps) {
  const [wanted, setWanted] = useState(false);
  if (open && !wanted) setWanted(true);
  usePaletteKey(() => onOpenChange(!open));
  useAtRest(() => {
    void load();
    setWanted(true);
  });
  const show = () => onOpenChange(true);
  return (
    <>
      <button
        type="button"
        onClick={show}
        aria-keyshortcuts="Control+K Meta+K"
        className="hit flex h-8 w-66 items-center justify-between gap-3 rounded-control border border-line-strong bg-surface pr-2 pl-2.5 text-ink-3 transition-colors duration-100 hover:bg-hover max-lg:w-44 max-desk:hidden"
      >
        <span className="truncate">Go to or do anything</span>
        <PaletteKey />
      </button>
      <IconButton label="Go to or do anything" onClick={show} className="desk:hidden">
        <Search size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {wanted && (
        <CommandPalette open={open} onOpenChange={onOpenChange} me={me} current={current} onShortcuts={onShortcuts} />
      )}
    </>
  );
}

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** ⌘K on a Mac, Ctrl K elsewhere; the server can’t know, so its place is as wide as the wider. */
function PaletteKey() {
  const hydrated = useHydrated();
  return (
    <span className="flex w-12 shrink-0 justify-end">
      {hydrated && <Kbd className="whitespace-nowrap">{isMac() ? '⌘K' : 'Ctrl K'}</Kbd>}
    </span>
  );
}

/** Also while one types; not above a question that waits for its answer. */
function usePaletteKey(toggle: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const held = isMac() ? event.metaKey : event.ctrlKey;
    if (!held || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return;
    const dialog = document.querySelector(openDialog);
    if (dialog && !dialog.querySelector('[role=combobox][aria-label="Go to or do anything"]')) return;
    event.preventDefault();
    if (!event.repeat) toggle();
  });
  useEffect(() => {
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, []);
}
